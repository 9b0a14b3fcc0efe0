"""A source of the settings as the index knows it."""

from __future__ import annotations

from glob import escape
from pathlib import Path

from config.settings import SourceSettings
from content_index.model import FolderDefaults, Source


def source_of(settings: SourceSettings, golden: Path | None = None) -> Source:
    """With its credentials in the clear. The file of `golden` questions is none of its documents."""
    return Source(
        name=settings.name,
        location=settings.location,
        include=settings.include,
        exclude=(*settings.exclude, *_below(settings.location, golden)),
        max_bytes=settings.max_bytes,
        link_template=settings.link_template,
        defaults=settings.defaults.metadata(),
        folders=tuple(FolderDefaults(folder.pattern, folder.metadata()) for folder in settings.folders),
        credentials={name: secret.get_secret_value() for name, secret in settings.credentials.items()},
    )


def _below(location: str, golden: Path | None) -> tuple[str, ...]:
    """The pattern that means the file, where it lies in the folder of a source."""
    if golden is None or "://" in location or "::" in location:
        return ()
    folder, file = Path(location).expanduser().resolve(), golden.resolve()
    return (escape(file.relative_to(folder).as_posix()),) if folder in file.parents else ()
