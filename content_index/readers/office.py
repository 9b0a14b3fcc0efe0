"""Word, PowerPoint and HTML through markitdown and mammoth, which are imported here alone."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString

from content_index.anchors import with_id
from content_index.ports import UnreadableFileError
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.hidden_text import without_hidden_text
from content_index.readers.html_tables import PIPE, simplify_tables, with_pipes
from content_index.readers.tables import escaped

_SLIDE = re.compile(r"^<!-- Slide number: (\d+) -->[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)?\)")
_FILE_NAME = re.compile(r"[\w .-]+\.(?:png|jpe?g|gif|svg|emf|wmf|bmp|tiff?)", re.IGNORECASE)
_BULLET = re.compile(r"^[•·▪◦‣–—*-][ \t]+")
_NUMBERED = re.compile(r"^(\d{1,3})([.)])(?=\s)")
_OPTIONS: dict[str, Any] = {"table_infer_header": True, "strict": True}
"""A table's first row is its header, though no file says so; tags nested too deep are an error, not a heap of words."""
_MEANS_SOMETHING = re.compile(r"((?:^\s*(?=[#`~]))?)((?<!\S)#{1,6}(?=\s|$)|`{3}|~{3}|<(?=[a-zA-Z/!?]))", re.MULTILINE)
_GUARD = "\ue003"
"""Stands for a backslash until the page is Markdown: the converter would escape a real one."""
_NOTES = "### Notes:"
_FALSE = ("0", "false")
_BLANK_LINES = re.compile(r"\n{3,}")


def read_word(content: bytes, _limits: FileLimits) -> Converted:
    """Headings by style, lists and tables kept, hidden text left out; pictures become their descriptions."""
    import mammoth
    from markitdown.converter_utils.docx.pre_process import pre_process_docx

    html = mammoth.convert_to_html(pre_process_docx(io.BytesIO(without_hidden_text(content)))).value
    return Converted(_tidy(_without_pictures(html_to_markdown(html))), title=_core_title(content))


def read_powerpoint(content: bytes, _limits: FileLimits) -> Converted:
    """Each slide that is not hidden under its title, with the anchor `slide-4`; its notes below it."""
    from markitdown.converters import PptxConverter

    prepared, hidden = _prepared(content)
    converter = PptxConverter()  # type: ignore[no-untyped-call]
    markdown = with_pipes(_text(converter.convert(io.BytesIO(prepared), _stream_info(".pptx"))))
    # Before the first mark stands nothing; then number and words of each slide take turns.
    pieces = _SLIDE.split(markdown)[1:]
    slides = [
        _slide(int(number), words)
        for number, words in zip(pieces[::2], pieces[1::2], strict=True)
        if int(number) not in hidden
    ]
    return Converted(_tidy("\n\n".join(slides)), title=_core_title(content), unit_level=2)


def _prepared(content: bytes) -> tuple[bytes, set[int]]:
    """The deck with tables that the converter understands, and the numbers of the slides that a presentation hides."""
    from pptx import Presentation

    deck = Presentation(io.BytesIO(content))
    hidden = {number for number, slide in enumerate(deck.slides, start=1) if slide.element.get("show") in _FALSE}
    changed = [_prepare(shape.table) for slide in deck.slides for shape in slide.shapes if shape.has_table]
    if any(changed):
        file = io.BytesIO()
        deck.save(file)
        content = file.getvalue()
    return content, hidden


def _prepare(table: Any) -> bool:
    """Puts a stand-in for each `|` in a cell; whether there was any."""
    runs = [run for cell in table.iter_cells() for paragraph in cell.text_frame.paragraphs for run in paragraph.runs]
    changed = [run for run in runs if "|" in run.text]
    for run in changed:
        run.text = run.text.replace("|", PIPE)
    return bool(changed)


def html_to_markdown(html: str) -> str:
    """An HTML page, or a part of one, as Markdown. Raises UnreadableFileError where its tags nest too deep."""
    from markitdown.converters import HtmlConverter

    try:
        soup = BeautifulSoup(html.replace(PIPE, "").replace(_GUARD, ""), "html.parser")
        simplify_tables(soup)
        _guard_marks(soup)
        if not soup.contents:
            return "\n"
        markdown = _text(HtmlConverter().convert_string(str(soup), **_OPTIONS))
        return _tidy(with_pipes(markdown).replace(_GUARD, "\\"))
    except RecursionError as error:
        raise UnreadableFileError("its tags nest too deep to be read: save the page anew") from error


def _guard_marks(soup: BeautifulSoup) -> None:
    """Words that would begin a heading, a block of code or a tag in Markdown stay words."""
    for text in soup.find_all(string=_MEANS_SOMETHING):
        if type(text) is NavigableString and not text.find_parent(["pre", "code"]):
            text.replace_with(_MEANS_SOMETHING.sub(rf"\g<1>{_GUARD}\g<2>", text))


def _stream_info(ending: str) -> Any:
    from markitdown import StreamInfo

    return StreamInfo(extension=ending)


def _text(result: Any) -> str:
    return str(result.markdown)


def _slide(number: int, words: str) -> str:
    above, _, notes = words.partition(_NOTES)
    lines = [line.strip() for line in _without_pictures(above).replace("\v", "\n").split("\n")]
    title = ""
    for place, line in enumerate(lines):
        if line.startswith("# "):
            title = escaped(line[2:].strip())
            del lines[place]
            break
    blocks = [f"## {with_id(title or f'Slide {number}', f'slide-{number}')}", _body(lines)]
    if notes.strip():
        blocks += [f"### {with_id('Notes', f'slide-{number}-notes')}", _body(notes.replace("\v", "\n").split("\n"))]
    return "\n\n".join(block for block in blocks if block)


def _body(lines: list[str]) -> str:
    """Lines of a slide: tables stay, several lines on end are a list (as they are on the slide), one is a sentence."""
    blocks: list[str] = []
    run: list[str] = []
    table = False
    for line in [*map(str.strip, lines), ""]:
        is_row = line.startswith("|") and line.endswith("|")
        if run and (not line or is_row != table):
            blocks.append("\n".join(run) if table else _lines_as_list(run))
            run = []
        if line:
            run.append(line)
            table = is_row
    return "\n\n".join(blocks)


def _lines_as_list(lines: list[str]) -> str:
    words = [_plain_line(_BULLET.sub("", line)) for line in lines]
    return words[0] if len(words) == 1 else "\n".join(f"- {line}" for line in words)


def _plain_line(line: str) -> str:
    if line.startswith("### "):  # markitdown's own heading above a chart
        return line[4:]
    line = _NUMBERED.sub(r"\1\\\2", escaped(line))
    return f"\\{line}" if line[:1] in "#>+-=~" else line


def _without_pictures(markdown: str) -> str:
    return _PICTURE.sub(lambda found: "" if _FILE_NAME.fullmatch(found[1].strip()) else found[1], markdown)


def _core_title(content: bytes) -> str | None:
    """The title in an Office file's properties."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            properties = archive.read("docProps/core.xml")
    except (KeyError, OSError, zipfile.BadZipFile):
        return None
    found = BeautifulSoup(properties[:100_000], "xml").find("title")
    return " ".join(found.get_text().split()) or None if found else None


def _tidy(markdown: str) -> str:
    return _BLANK_LINES.sub("\n\n", markdown.replace("\r\n", "\n").replace("\r", "\n")).strip() + "\n"
