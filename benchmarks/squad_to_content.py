"""Makes content and golden questions of a file in SQuAD's format, so that `cornerman evaluate` can ask them.

    python benchmarks/squad_to_content.py xquad.ru.json ru OUT
    cornerman evaluate OUT/questions.jsonl --content OUT/content

Each paragraph becomes a document; the questions on it have that document as the one that answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    source, language, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    content = out / "content"
    content.mkdir(parents=True, exist_ok=True)
    lines = []
    for article, subject in enumerate(json.loads(source.read_text(encoding="utf-8"))["data"]):
        for number, paragraph in enumerate(subject["paragraphs"]):
            name = f"{article:03}-{number:02}.md"
            (content / name).write_text(paragraph["context"] + "\n", encoding="utf-8")
            lines += [
                {"id": asked["id"], "question": asked["question"], "lang": language, "relevant": [name]}
                for asked in paragraph["qas"]
            ]
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "questions.jsonl").write_text(written, encoding="utf-8")
    print(f"{len(lines)} questions: cornerman evaluate {out}/questions.jsonl --content {content}")


if __name__ == "__main__":
    if len(sys.argv) != len(("name", "source", "language", "out")):
        sys.exit(__doc__)
    main()
