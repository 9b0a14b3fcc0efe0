"""A source of the settings as the index knows it."""

from __future__ import annotations

from config.settings import SourceSettings
from content_index.model import FolderDefaults, Source


def source_of(settings: SourceSettings) -> Source:
    """With its credentials in the clear."""
    return Source(
        name=settings.name,
        location=settings.location,
        include=settings.include,
        exclude=settings.exclude,
        max_bytes=settings.max_bytes,
        link_template=settings.link_template,
        defaults=settings.defaults.metadata(),
        folders=tuple(FolderDefaults(folder.pattern, folder.metadata()) for folder in settings.folders),
        credentials={name: secret.get_secret_value() for name, secret in settings.credentials.items()},
    )
