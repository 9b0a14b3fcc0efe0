"""Office files are zip archives: is this one whole, unencrypted and of an honest size?"""

from __future__ import annotations

import io
import zipfile
import zlib

from content_index.ports import UnreadableFileError
from content_index.readers.converted import FileLimits

_MAIN_PARTS = {".docx": "word/", ".pptx": "ppt/", ".xlsx": "xl/"}
_NAMES = {".docx": "a Word document", ".pptx": "a PowerPoint deck", ".xlsx": "an Excel workbook"}
_CHUNK = 1 << 20
_SMALL = 10_000_000
_MOST_PARTS = 20_000


def check_archive(content: bytes, ending: str, limits: FileLimits) -> None:
    """Raises UnreadableFileError for a broken, encrypted or foreign archive, and for one that unpacks to far too much.

    Every part is unpacked once, in small pieces: what an archive declares of its sizes is not to be believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, ending)
            _check_size(archive, len(content), limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError("it is damaged or was cut short: fetch the file again") from error
    except RuntimeError as error:  # what zipfile raises for a part with a password
        raise UnreadableFileError("it is encrypted: save a copy without a password") from error


def _check_parts(archive: zipfile.ZipFile, ending: str) -> None:
    names = archive.namelist()
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise UnreadableFileError("it is encrypted: save a copy without a password")
    if len(names) > _MOST_PARTS:
        raise UnreadableFileError(f"it is an archive of {len(names):,} parts, which no Office file has")
    if any(name.startswith(_MAIN_PARTS[ending]) for name in names):
        return
    for other, folder in _MAIN_PARTS.items():
        if any(name.startswith(folder) for name in names):
            raise UnreadableFileError(f"it is {_NAMES[other]}, not {_NAMES[ending]}: name it {other}")
    raise UnreadableFileError(f"it is a zip archive, not {_NAMES[ending]}: give it its right ending")


def _check_size(archive: zipfile.ZipFile, packed: int, limits: FileLimits) -> None:
    most = min(limits.unpacked, max(_SMALL, packed * limits.ratio))
    declared = sum(part.file_size for part in archive.infolist())
    if declared > most:
        raise _bomb(declared, packed)
    total = 0
    for part in archive.infolist():
        with archive.open(part) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > most:
                    raise _bomb(total, packed)


def _bomb(unpacked: int, packed: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"it unpacks from {packed:,} to more than {unpacked:,} bytes, as a zip bomb does: save it anew, or leave it out"
    )
