"""Whether the last good version of a file that cannot be read any more may go on being shown to whom it was shown."""

from __future__ import annotations

from dataclasses import replace

from content_index.generation_files import FileRecord
from content_index.model import Source
from content_index.ports import AudienceUnknownError, DocumentReader, SourceFiles, UnreadableFileError

TAKEN_OUT = "its earlier version is taken out too, since side file or settings now say otherwise who may see it"


def staying(
    record: FileRecord, reader: DocumentReader, source: Source, setting: str, opened: SourceFiles | None
) -> FileRecord | None:
    """What to go on with: None where side file or settings, which can still be read, restrict the file's audience.

    Where they no longer say that buyers may read it, it goes on for others alone. `opened` is None where the source
    cannot be reached: then only its settings can have changed.
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
            return record
        around = reader.metadata_around(source, record.path, side_file)
    except AudienceUnknownError:
        return None
    narrower = bool(record.audience) and set(record.audience) <= set(around.audience or ())
    if around.audience and around.audience != record.audience_around and not narrower:
        return None
    if record.buyer_safe and not around.buyer_safe and around.buyer_safe != record.buyer_safe_around:
        # Without its marks, the file is read anew as soon as that is possible, though it did not change.
        return replace(record, buyer_safe=False, mark="", fingerprint="")
    return record
