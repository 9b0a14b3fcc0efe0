"""Whether the last good version of a file that cannot be read any more may go on being shown to whom it was shown."""

from __future__ import annotations

from content_index.generation_files import FileRecord
from content_index.model import Source
from content_index.ports import AudienceUnknownError, DocumentReader, SourceFiles, UnreadableFileError

TAKEN_OUT = "its earlier version is taken out too, since side file or settings now say otherwise who may see it"


def may_stay(
    record: FileRecord, reader: DocumentReader, source: Source, setting: str, opened: SourceFiles | None
) -> bool:
    """Whether what can still be read of a file's audience (its side file, the settings) restricts it no further.

    `opened` is None where the source cannot be reached: then only its settings can have changed.
    """
    try:
        try:
            side_file = opened.side_file(record.path) if opened else None
            reachable = opened is not None
        except AudienceUnknownError:
            raise
        except UnreadableFileError:
            side_file, reachable = None, False
        if not reachable and record.setting == setting:
            return True
        around = reader.audience_around(source, record.path, side_file)
    except AudienceUnknownError:
        return False
    narrower = bool(record.audience) and set(record.audience) <= set(around or ())
    return not around or around == record.audience_around or narrower
