"""Who has asked, and which groups they are in, in the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, case, delete, func, select

from bot.model import LoggedQuestion
from bot.stores.gap_tables import PersonGroupRow, PersonRow
from bot.stores.inserting import dialects_insert, insert_new
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_name

AT_ONCE = 1_000
"""People who are looked up in one statement: databases limit the number of its parameters."""
_Key = tuple[str, str]


class SqlPeople:
    """Implements bot.ports.People."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def names(self, workspace: str, people: Collection[str]) -> Mapping[str, str]:
        """By id; those whose name is not known left out. Raises KeepingError."""
        meant = {storable_name(person): person for person in people}
        ids = sorted(meant)
        found: dict[str, str] = {}
        for start in range(0, len(ids), AT_ONCE):
            named = select(PersonRow.id, PersonRow.name).where(
                PersonRow.workspace == storable_name(workspace),
                PersonRow.id.in_(ids[start : start + AT_ONCE]),
                PersonRow.name != "",
            )
            found |= {meant[row.id]: row.name for row in self._keeping.run(partial(_all, wanted=named))}
        return found

    def names_of(self, people: Collection[tuple[str, str]]) -> Mapping[str, str]:
        """Of people by (workspace, id): the names by id, as above. Raises KeepingError.

        Where the workspace is "", nobody knows it: then whoever is called that in any, if only one name comes into
        question.
        """
        found: dict[str, str] = {}
        for workspace in sorted({workspace for workspace, _ in people}):
            found |= self.names(workspace, [person for one, person in people if one == workspace])
        anywhere = {storable_name(person): person for one, person in people if not one and person not in found}
        if anywhere:
            named = select(PersonRow.id, func.min(PersonRow.name).label("name")).where(
                PersonRow.id.in_(sorted(anywhere)[:AT_ONCE]), PersonRow.name != ""
            )
            named = named.group_by(PersonRow.id).having(func.count(PersonRow.name.distinct()) == 1)
            found |= {anywhere[row.id]: row.name for row in self._keeping.run(partial(_all, wanted=named))}
        return found

    def groups_of(self, workspace: str, person: str) -> frozenset[str]:
        """Those that somebody was in when they last asked where only they read the answer. Raises KeepingError."""
        theirs = select(PersonGroupRow.group).where(
            PersonGroupRow.workspace == storable_name(workspace), PersonGroupRow.person == storable_name(person)
        )
        return frozenset(row.group for row in self._keeping.run(partial(_all, wanted=theirs)))

    def teams(self) -> Sequence[str]:
        """Every group that anybody is in, by name. Raises KeepingError."""
        known = select(PersonGroupRow.group).distinct().order_by(PersonGroupRow.group)
        return [row.group for row in self._keeping.run(partial(_all, wanted=known))]


def keep_people(connection: Connection, questions: Sequence[LoggedQuestion]) -> None:
    """Who asked storable questions, since when, until when, and with which groups.

    Who only said thank you has asked nothing. A name that is not told stays as it was, and so do groups.
    """
    asked: dict[_Key, list[LoggedQuestion]] = {}
    for question in sorted(questions, key=lambda question: (question.workspace, question.asker, question.asked_at)):
        if question.asker and question.status != "small_talk":
            asked.setdefault((question.workspace, question.asker), []).append(question)
    if not asked:
        return
    connection.execute(_upsert(connection), [_person_row(theirs) for theirs in asked.values()])
    told = {key: [one.groups for one in theirs if one.groups is not None] for key, theirs in asked.items()}
    _replace_groups(connection, {key: frozenset(groups[-1]) for key, groups in told.items() if groups})


def _upsert(connection: Connection) -> Any:
    people = PersonRow.__table__.c
    new = dialects_insert(connection, PersonRow)
    is_first = new.excluded.first_asked < people.first_asked
    is_latest = new.excluded.last_asked >= people.last_asked
    names = (new.excluded.name != "") & (is_latest | (people.name == ""))
    return new.on_conflict_do_update(
        index_elements=["workspace", "id"],
        set_={
            "first_asked": case((is_first, new.excluded.first_asked), else_=people.first_asked),
            "last_asked": case((is_latest, new.excluded.last_asked), else_=people.last_asked),
            "surface": case((is_latest, new.excluded.surface), else_=people.surface),
            "name": case((names, new.excluded.name), else_=people.name),
        },
    )


def _person_row(theirs: Sequence[LoggedQuestion]) -> dict[str, Any]:
    """Of somebody's questions, oldest first."""
    latest = theirs[-1]
    return {
        "workspace": latest.workspace,
        "id": latest.asker,
        "surface": latest.surface,
        "name": next((question.name for question in reversed(theirs) if question.name), ""),
        "first_asked": theirs[0].asked_at,
        "last_asked": latest.asked_at,
    }


def _replace_groups(connection: Connection, told: Mapping[_Key, frozenset[str]]) -> None:
    """Only of those whose groups are others than before: that is seldom, and most people have many."""
    held = _groups_held(connection, list(told))
    changed = {key: groups for key, groups in told.items() if groups != held.get(key, frozenset())}
    theirs = (PersonGroupRow.workspace == bindparam("of_workspace"), PersonGroupRow.person == bindparam("of_person"))
    leaving = [{"of_workspace": workspace, "of_person": person} for workspace, person in changed]
    if leaving:
        connection.execute(delete(PersonGroupRow.__table__).where(*theirs), leaving)  # type: ignore[arg-type]
    entering = [
        {"workspace": workspace, "person": person, "group": group}
        for (workspace, person), groups in changed.items()
        for group in sorted(groups)
    ]
    if entering:
        connection.execute(insert_new(connection, PersonGroupRow), entering)


def _groups_held(connection: Connection, people: Sequence[_Key]) -> Mapping[_Key, frozenset[str]]:
    held: dict[_Key, set[str]] = {}
    for workspace in sorted({workspace for workspace, _ in people}):
        theirs = select(PersonGroupRow.person, PersonGroupRow.group).where(
            PersonGroupRow.workspace == workspace,
            PersonGroupRow.person.in_([person for one, person in people if one == workspace]),
        )
        for person, group in connection.execute(theirs):
            held.setdefault((workspace, person), set()).add(group)
    return {key: frozenset(groups) for key, groups in held.items()}


def _all(connection: Connection, wanted: Any) -> Sequence[Any]:
    return connection.execute(wanted).all()
