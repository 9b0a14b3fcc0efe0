"""Text that Word hides (`w:vanish`, on a run or in its style) is taken out of a Word file before it is read."""

from __future__ import annotations

import io
import zipfile

from bs4 import BeautifulSoup, Tag

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_MARK = b"vanish"
_OFF = ("0", "false", "off")


def without_hidden_text(content: bytes) -> bytes:
    """The Word file without its hidden runs; the same bytes where it has none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if not any(_MARK in parts.get(name, b"") for name in (*_PARTS, _STYLES)):
        return content
    hiding = _hiding_styles(parts.get(_STYLES, b""))
    for name in _PARTS:
        if _MARK in parts.get(name, b"") or (hiding and name in parts):
            parts[name] = _without_hidden_runs(parts[name], hiding)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _hiding_styles(styles: bytes) -> frozenset[str]:
    """The ids of the styles whose text is hidden, those that are based on one included."""
    if _MARK not in styles:
        return frozenset()
    based = {str(style.get("w:styleId")): style for style in BeautifulSoup(styles, "xml").find_all("w:style")}
    return frozenset(name for name in based if _style_hides(name, based))


def _style_hides(name: str, styles: dict[str, Tag]) -> bool:
    seen = set[str]()
    while name in styles and name not in seen:
        seen.add(name)
        own = _says(styles[name].find("w:rPr", recursive=False))
        if own is not None:
            return own
        above = styles[name].find("w:basedOn", recursive=False)
        name = str(above.get("w:val")) if above else ""
    return False


def _without_hidden_runs(part: bytes, hiding: frozenset[str]) -> bytes:
    soup = BeautifulSoup(part, "xml")
    for run in soup.find_all("w:r"):
        if _is_hidden(run, hiding):
            run.decompose()
    return soup.encode("utf-8")


def _is_hidden(run: Tag, hiding: frozenset[str]) -> bool:
    """What the run says of itself counts before its own style, and that before its paragraph's."""
    looks = run.find("w:rPr", recursive=False)
    own = _says(looks)
    if own is not None:
        return own
    paragraph = run.find_parent("w:p")
    around = paragraph.find("w:pPr", recursive=False) if paragraph else None
    return _style(looks, "w:rStyle") in hiding or _style(around, "w:pStyle") in hiding


def _says(looks: Tag | None) -> bool | None:
    """Whether properties of text hide it; None where they do not say."""
    mark = looks.find("w:vanish", recursive=False) if looks else None
    return None if mark is None else str(mark.get("w:val", "1")).lower() not in _OFF


def _style(properties: Tag | None, name: str) -> str:
    style = properties.find(name, recursive=False) if properties else None
    return str(style.get("w:val")) if style else ""
