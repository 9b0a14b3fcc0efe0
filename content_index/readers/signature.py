"""What a file really is, told by its first bytes, and whether it is what its name says."""

from __future__ import annotations

from content_index.ports import UnreadableFileError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (_OLE, "an old Office file (.doc, .xls, .ppt)"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_HTML = (b"<!doctype html", b"<html")
_WITHIN = 1024


def true_kind(content: bytes) -> str | None:
    """The kind that the first bytes give away, in words; None where they do not (most texts)."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        return "an HTML page"
    return None


def require_pdf(content: bytes) -> None:
    """Raises UnreadableFileError unless the bytes begin as a PDF does."""
    if b"%PDF-" not in content[:_WITHIN]:
        raise UnreadableFileError(_mismatch("a PDF", content))


def require_office(content: bytes, ending: str) -> None:
    """Raises UnreadableFileError unless the bytes begin as a Word, PowerPoint or Excel file does."""
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise UnreadableFileError("it is encrypted: save a copy without a password")
        raise UnreadableFileError(f"it is an old Office file: save it as {ending}")
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(_mismatch(f"what {ending} promises", content))


def require_text(content: bytes, ending: str) -> None:
    """Raises UnreadableFileError where a text file's bytes are plainly something else."""
    kind = true_kind(content)
    if kind is not None and kind != "an HTML page":
        raise UnreadableFileError(f"it is {kind}, not what {ending} promises: give it its right ending")


def _mismatch(wanted: str, content: bytes) -> str:
    kind = true_kind(content)
    if kind:
        return f"it is {kind}, not {wanted}: give it its right ending or fetch the file again"
    return f"it is not {wanted}: it is damaged or was never one; fetch the file again"
