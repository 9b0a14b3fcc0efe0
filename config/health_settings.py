"""What a deployment may set about how sound its content is."""

from __future__ import annotations

from typing import Literal

from config.sections import Section

FindingKind = Literal[
    "unreadable",
    "dead-link",
    "conflict",
    "near-duplicate",
    "wrong-metadata",
    "missing-owner",
    "overdue",
    "image-without-text",
    "too-long",
    "never-used",
    "never-opened",
]
"""The same names as those of `content_index.health.model.Kind`, which this package does not know."""


class HealthSettings(Section):
    """`ignore`: kinds of findings that are told of no page. `private_links`: links to private addresses are asked, too.

    `private_links` counts for `cornerman health --links` alone.
    """

    ignore: tuple[FindingKind, ...] = ()
    private_links: bool = False
