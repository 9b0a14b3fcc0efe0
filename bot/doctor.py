"""What is wrong with this deployment, and how to mend it: one check for each thing that can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from bot.audiences import MEND, UnknownAudience
from bot.owners import Owners, is_reachable, unresolved
from config.database import DatabaseUrlError, NewerSchemaError, schema_version, upgrade
from content_index.connectors.without_secrets import shown
from content_index.model import Failure, GenerationInfo, Source
from content_index.ports import Embedder, ModelError, NoIndexError, Role, SourceError, SourceFiles
from retrieval.calibration_file import CalibrationError, OwnCalibration
from retrieval.ports import Reranker

if TYPE_CHECKING:
    from sqlalchemy import Engine

_NAMED = 3
_READ: dict[Role, str] = {"query": "question", "document": "passage"}

State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `mend` says what to do; empty where there is nothing to do."""

    check: str
    state: State
    detail: str
    mend: str = ""


Check = Callable[[], Finding]


def examine(checks: Iterable[tuple[str, Check]]) -> list[Finding]:
    """Every check's finding, in order. A check that itself breaks is a finding, so that the others still speak."""
    return [_examined(name, check) for name, check in checks]


def _examined(name: str, check: Check) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever broke is what the doctor was asked for
        return Finding(name, "wrong", f"{type(error).__name__}: {error}", "Look at the message; the rest was checked.")


def check_source(source: Source, open_source: Callable[[Source], SourceFiles]) -> Finding:
    """Can the source be listed, and does it hold anything?"""
    name = f"source {source.name}"
    try:
        seen = list(islice(open_source(source).list(), 1000))
    except SourceError as error:
        mend = f"Correct `location` or `credentials` of the source {source.name!r} in the settings."
        return Finding(name, "wrong", str(error), mend)
    files = [one for one in seen if not isinstance(one, Failure)]
    if not files:
        return Finding(
            name,
            "warning",
            f"no file at {shown(source.location)} fits its patterns",
            "See that it is mounted and holds documents. Where the settings name the source, look at its `location`, "
            "`include` and `exclude`.",
        )
    more = " or more" if len(seen) == 1000 else ""  # noqa: PLR2004 - the bound of the line above
    return Finding(name, "ok", f"{len(files)}{more} files at {shown(source.location)}")


def check_model(model: str, embedder: Embedder) -> Finding:
    """Does the model load and turn text into vectors? `model` says in words which one it is."""
    try:
        vector = embedder.embed_questions(["Is the model there?"])
    except Exception as error:  # noqa: BLE001 - a model can fail in as many ways as there are models
        return Finding(
            "model",
            "wrong",
            str(error) if isinstance(error, ModelError) else f"{model}: {error}",
            "Choose another profile or model in [embedding]; docs/settings.md tells what to do without a network.",
        )
    known = "every language" if embedder.languages is None else ", ".join(sorted(embedder.languages))
    prompts = "".join(f', "{prompt}" before a {_READ[role]}' for role, prompt in embedder.prompts.items() if prompt)
    return Finding(
        "model",
        "ok",
        f"{model}: {vector.shape[1]} dimensions, knows {known}, runs in {embedder.runs_in}{prompts}",
    )


def check_reranker(name: str, reranker: Reranker) -> Finding:
    """Does the cross-encoder load and score? Without it questions are answered all the same."""
    try:
        reranker.scores("Is it there?", ["It is there."])
    except ModelError as error:
        return Finding("reranker", "wrong", str(error), "Until then passages keep the order in which they were found.")
    return Finding("reranker", "ok", f"{name} puts the passages that are found first in order")


def check_index(info: Callable[[], GenerationInfo], embedder: Embedder, words: str) -> Finding:
    """Is there an index, does it hold anything, and would it be built the same today, with this model and `words`?"""
    try:
        generation = info()
    except NoIndexError as error:
        return Finding("index", "wrong", str(error), "Run `cornerman reindex`.")
    if not generation.passages:
        return Finding(
            "index",
            "wrong",
            f"{generation.id} is empty, so no question can be answered",
            "Put documents where the sources say, then run `cornerman reindex`: it tells why a file is left out.",
        )
    return _check_build(generation, embedder, words)


def _check_build(generation: GenerationInfo, embedder: Embedder, words: str) -> Finding:
    detail = f"{generation.id}: {generation.documents} documents, {generation.passages} passages"
    try:
        fingerprint = embedder.fingerprint
    except ModelError:
        return Finding(
            "index",
            "warning",
            f"{detail}; whether the model in the settings built it cannot be told, for that model cannot be used",
            "Mend the model first (see above), then run `cornerman doctor` again.",
        )
    if generation.embedder != fingerprint:
        return Finding("index", "wrong", f"{detail}, built with another model", "Run `cornerman reindex`.")
    if generation.words != words:
        return Finding(
            "index",
            "warning",
            f"{detail}, built by a version of Cornerman that cut or counted words otherwise: answers may be worse",
            "Run `cornerman reindex`.",
        )
    if generation.failures:
        return Finding(
            "index",
            "warning",
            f"{detail}; left out: {_some([failure.path or failure.source for failure in generation.failures])}",
            "`cornerman reindex` tells each one's reason.",
        )
    return Finding("index", "ok", detail)


def check_confidence(own: Callable[[], OwnCalibration | None]) -> Finding:
    """Which calibration judges confidence, and can the deployment's own be used?"""
    try:
        found = own()
    except NoIndexError:
        return Finding("confidence", "ok", "without an index none is judged")
    except CalibrationError as error:
        return Finding(
            "confidence",
            "wrong",
            f"{error} The calibration that comes with Cornerman serves",
            "Run `cornerman calibrate QUESTIONS.jsonl` again, or `cornerman calibrate --reset` to do without.",
        )
    if found is None:
        return Finding(
            "confidence", "ok", "as it comes with Cornerman (`cornerman calibrate` fits it to your questions)"
        )
    fitted = (
        f"fitted on {found.made_at:%Y-%m-%d} to {found.answerable} answerable and {found.unanswerable} unanswerable"
    )
    return Finding("confidence", "ok", f"{fitted} questions of {found.made_by}")


def check_audiences(unknown: Callable[[], Sequence[UnknownAudience]]) -> Finding:
    """Is somebody in each audience that a document or a default names?"""
    found = unknown()
    if not found:
        return Finding("audiences", "ok", "each one that is named is a group of the settings")
    return Finding("audiences", "warning", "; ".join(map(str, found)), MEND)


def check_owners(named: Callable[[], Sequence[str]], owners: Mapping[str, Sequence[str]]) -> Finding:
    """Can a question be handed to each owner that a document names?"""
    try:
        unknown = unresolved(named(), Owners(owners))
    except NoIndexError:
        return Finding("owners", "ok", "without an index none is named")
    if not unknown:
        return Finding("owners", "ok", "each one that a document names can be asked")
    return Finding(
        "owners",
        "warning",
        f"nobody knows whom the content means by {_some(unknown)}: a question cannot be handed to them",
        'Say it in [owners] of the settings: "NAME" = "ID OR E-MAIL ADDRESS"; "*" is for all others.',
    )


def check_ids(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> Finding:
    """Do the tables of the settings that name people hold anything that can be somebody's id?"""
    empty = [
        f"{table}.{name}"
        for table, entries in tables.items()
        for name, ids in entries.items()
        if ids and not any(map(is_reachable, ids))
    ]
    if not empty:
        return Finding("people", "ok", "every entry of [roles] and [owners] holds an id or an e-mail address")
    return Finding(
        "people",
        "warning",
        f"nothing in {_some(empty)} looks like an id or an e-mail address, so that nobody is meant",
        "An id looks like U0123ABCD: it stands in Slack under ⋮ → Copy member ID of a profile. "
        "For Teams it is the object ID of a user in Microsoft Entra, such as 0f3b2c1d-1111-2222-3333-444455556666.",
    )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"


def check_database(shown_url: str, engine: Callable[[], Engine]) -> Finding:
    """Can the question log be reached and brought to today's schema?"""
    try:
        upgrade(engine())
        schema = schema_version(engine())
    except DatabaseUrlError as error:
        return Finding("database", "wrong", f"{shown_url}: {error}", "Correct `database_url` in the settings.")
    except NewerSchemaError as error:
        problem, _, mend = str(error).partition(": ")
        return Finding("database", "wrong", f"{shown_url}: {problem}", f"{mend[0].upper()}{mend[1:]}.")
    except Exception as error:  # noqa: BLE001 - a database can fail in as many ways as there are databases
        return Finding(
            "database",
            "wrong",
            f"{shown_url}: {type(error).__name__}: {str(error).splitlines()[0]}",
            "Correct `database_url`, or start the database. Until then questions wait on disk; none is lost.",
        )
    return Finding("database", "ok", f"{shown_url}, schema {schema}")
