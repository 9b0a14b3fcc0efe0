"""What the model reads of a passage, and the key under which its vectors may be used again."""

from __future__ import annotations

import hashlib

from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.ports import PassageText


def passage_text(document: Document, passage: Passage) -> PassageText:
    """The passage in plain words: title and headings above and in it, then its sentences in order."""
    sentences = [plain_text(passage.sentence_text(sentence)) for sentence in passage.sentences]
    above = _joined(document.title, *passage.all_headings)
    own = [_joined(document.title, passage.section_at(sentence.start).heading) for sentence in passage.sentences]
    return PassageText(
        whole=f"{above}\n{' '.join(sentences)}",
        sentences=tuple(f"{heading}\n{said}" for heading, said in zip(own, sentences, strict=True)),
    )


def names_of(document: Document, passage: Passage) -> str:
    """What names the passage: its document's title, products and competitors, and the headings above and in it."""
    return plain_text(" \n".join((document.title, *document.products, *document.competitors, *passage.all_headings)))


def _joined(*headings: str) -> str:
    told = dict.fromkeys(plain_text(heading) for heading in headings if heading)
    return " › ".join(told)


def text_key(text: PassageText) -> str:
    """The same for two texts only if the model would read the same words, cut into the same sentences."""
    joined = "\x00".join((text.whole, *text.sentences))
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
