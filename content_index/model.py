"""The nouns of the content index. They import no library, so that every other package may use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

CalloutKind = Literal["say", "internal"]
SentenceKind = Literal["prose", "item", "row", "code"]
BATTLECARD = "battlecard"
"""The kind of documents that are on a competitor."""


@dataclass(frozen=True, slots=True)
class FolderDefaults:
    """Metadata given to every file of a source whose path matches `pattern` (a glob such as `battlecards/**`)."""

    pattern: str
    metadata: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """A place content comes from, with an owner and defaults.

    `location` is a local path or any address that fsspec knows (`zip://…`, `https://…`, `s3://…`).
    `link_template` makes the deep link of a passage, for example `https://wiki/{path}#{anchor}`;
    its fields are `path`, `stem` (the path without its ending) and `anchor`. Without it the console's own
    rendering of the document is linked. `max_bytes` is the size past which a file is reported, not read.
    `credentials` open the location, by the names that its kind of address knows; they are shown nowhere.
    """

    name: str
    location: str
    include: tuple[str, ...] = ("**/*",)
    exclude: tuple[str, ...] = ()
    max_bytes: int = 50_000_000
    link_template: str | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)
    folders: tuple[FolderDefaults, ...] = ()
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as its source lists it.

    `version` is the source's own change mark (an ETag, a modification time), if any.
    """

    path: str
    size: int | None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One playbook, battlecard, case study, FAQ, policy, deck or training piece.

    `id` is stable over reindexing (it hangs on source and path alone). `fingerprint` changes whenever anything that the
    index holds of the document may have changed: content, side file, defaults, links, the reader itself.
    An empty `audience` means everybody. `buyer_safe` documents alone are for people from outside. `language` is an ISO
    639-1 code. `health_ignore` are the kinds of findings (`content_index.health.model.Kind`) that are meant so here.
    `metadata_problems` say what of its front matter and side file was left out, and why.
    """

    id: str
    source: str
    path: str
    title: str
    kind: str
    language: str
    fingerprint: str
    url: str | None = None
    owner: str | None = None
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    reviewed: date | None = None
    review_every_days: int | None = None
    buyer_safe: bool = False
    health_ignore: tuple[str, ...] = ()
    metadata_problems: tuple[str, ...] = ()

    @property
    def review_due(self) -> date | None:
        """The day on which somebody should look at it again; None where it is not known or past every calendar."""
        if self.reviewed is None or self.review_every_days is None:
            return None
        try:
            return self.reviewed + timedelta(days=self.review_every_days)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Section:
    """Where in a passage's text the words under one heading begin.

    `start` is a character offset; `anchor` is what a link to the heading jumps to.
    """

    start: int
    heading: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that is quoted: a sentence, a list item, a table row, a line of code.

    `start` and `end` are character offsets in the passage's text. `callout` says which marked block it stands in.
    """

    start: int
    end: int
    kind: SentenceKind = "prose"
    callout: CalloutKind | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a document under one heading (one slide, one page, one sheet), small enough to quote.

    `text` is Markdown, verbatim. `headings` is the path of headings above the text, outermost first, the document's
    title left out. `anchor` is the first section's anchor; small neighbours that were joined into one passage keep
    theirs in `sections`. `url` is the deep link where the document or its source gives one; None means the console's
    rendering.
    """

    id: str
    document_id: str
    headings: tuple[str, ...]
    anchor: str
    language: str
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    url: str | None = None

    @property
    def all_headings(self) -> tuple[str, ...]:
        """The path of headings above the passage, then the headings of the small neighbours that were joined to it."""
        joined = (section.heading for section in self.sections[1:])
        return (*self.headings, *(heading for heading in joined if heading and heading not in self.headings))

    def section_at(self, offset: int) -> Section:
        """The section that the character at `offset` of the text belongs to."""
        return max((s for s in self.sections if s.start <= offset), key=lambda s: s.start, default=self.sections[0])

    def sentence_text(self, sentence: Sentence) -> str:
        """The Markdown of one sentence."""
        return self.text[sentence.start : sentence.end]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What reading one file gives: the document, its whole Markdown (for the console), its passages in order."""

    document: Document
    markdown: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file (or, with an empty path, a whole source) that could not be read, and why, in words that say what to do."""

    source: str
    path: str
    reason: str
    kept_last_good: bool = False

    @classmethod
    def of(cls, source: str, path: str, error: Exception) -> Failure:
        """What an error says of a file, without the file's path in front of it: that is told beside it."""
        return cls(source, path, str(error).removeprefix(f"{path}: "))


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What is known of a generation without loading it.

    `embedder` is the model's fingerprint, `words` that of the way in which text became terms ("": not recorded).
    """

    id: str
    created: datetime
    embedder: str
    documents: int
    passages: int
    failures: tuple[Failure, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reindex is to do.

    `only`: sources, by name, that are looked at; of the others what is known stays. None for all. `full`: everything is
    read and embedded anew. `dry_run`: all but the swap. `allow_empty`: a source that lists nothing any more loses its
    documents.
    """

    only: frozenset[str] | None = None
    full: bool = False
    dry_run: bool = False
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a reindex did.

    `generation` is the one that serves afterwards, "" where none does; `swapped` is False where nothing had changed,
    where the wish was a dry run, and where a guard `refused` the new one. `passages` are those of the generation that
    was built, else of the one that serves.
    """

    generation: str
    swapped: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    failures: tuple[Failure, ...]
    passages: int
    passages_embedded: int
    seconds: float
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ReindexProgress:
    """One step of a reindex, for any surface that shows one.

    `stage` is what is being done; `done` of `total` counts files (`listing`, `reading`), passages (`embedding`) or
    golden questions (`asking`); `seconds_left` is an estimate, None while there is nothing to base one on; `detail`
    names the file at hand.
    """

    stage: Literal["preparing", "listing", "reading", "embedding", "checking", "asking", "swapping", "done"]
    done: int
    total: int
    seconds_left: float | None = None
    detail: str = ""
