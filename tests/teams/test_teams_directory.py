"""What the directory asks Teams and Microsoft Graph, how often, and what it makes of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError
from bot.teams import directory as directories
from bot.teams.directory import Directory
from bot.teams.sight import Sights
from bot.teams.transport import Activity, Address, TransportError

TENANT = "11111111-0000-0000-0000-000000000001"
OTHER_TENANT = "22222222-0000-0000-0000-000000000002"
ROBIN = "aaaaaaaa-0000-0000-0000-000000000001"
LEE = "aaaaaaaa-0000-0000-0000-000000000002"
EVE = "aaaaaaaa-0000-0000-0000-000000000003"
ENTRA_SALES = "cccccccc-0000-0000-0000-000000000001"
TEAM = "19:sales@thread.tacv2"
DEALS = Address("https://smba.trafficmanager.net/emea/", "19:deals@thread.tacv2", TENANT)
IN_A_THREAD = replace(DEALS, conversation=f"{DEALS.conversation};messageid=1795")
CHAT = replace(DEALS, conversation="a:robin")


def member(person: str, name: str, **told: Any) -> dict[str, Any]:
    """What Teams tells of one of the company's own people, but for `told`."""
    return {
        "id": f"29:{name}",
        "aadObjectId": person,
        "name": name.title(),
        "email": f"{name}@acme.example",
        "userPrincipalName": f"{name}@acme.example",
        "tenantId": TENANT,
        "userRole": "user",
    } | told


OWN = member(ROBIN, "robin")
OTHER = member(LEE, "lee")
GUEST = member(EVE, "eve", userRole="guest", userPrincipalName="eve_b.example#EXT#@acme.example", email="eve@b.example")
BOT = {"id": "28:bot", "name": "Cornerman"}


class Company:
    """Implements bot.teams.transport.Transport as far as it tells of people, from a table of conversations."""

    def __init__(self) -> None:
        self.rosters: dict[str, list[dict[str, Any]]] = {
            DEALS.conversation: [OWN, OTHER, BOT],
            CHAT.conversation: [OWN],
        }
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.knows_object_ids = True
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def member(self, at: Address, person: str) -> Mapping[str, Any]:
        await self._asked("member")
        keys = ("id", "aadObjectId") if self.knows_object_ids else ("id",)
        for told in self.rosters.get(at.conversation, []):
            if person in {told.get(key) for key in keys}:
                return told
        raise TransportError("MemberNotFoundInConversation", 404)

    async def members(self, at: Address) -> tuple[Mapping[str, Any], ...]:
        await self._asked("members")
        if at.conversation not in self.rosters:
            raise TransportError("ConversationNotFound", 404)
        return tuple(self.rosters[at.conversation])

    async def _asked(self, verb: str) -> None:
        self.asked.append(verb)
        await self.may_go_on.wait()
        if self.error:
            raise self.error

    async def open(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    async def authenticate(self, authorization: str, activity: Mapping[str, Any]) -> None:
        raise NotImplementedError

    async def send(self, to: Address, activity: Activity) -> str:
        raise NotImplementedError

    async def update(self, to: Address, message: str, activity: Activity) -> None:
        raise NotImplementedError

    async def delete(self, to: Address, message: str) -> None:
        raise NotImplementedError

    async def open_personal_chat(self, service: str, tenant: str, person: str) -> Address:
        raise NotImplementedError


class Entra:
    """Implements bot.teams.directory.EntraGroups."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {}
        self.ids: dict[str, str] = {}
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.refusal = ""

    async def groups_of(self, person_id: str, group_ids: Sequence[str]) -> frozenset[str]:
        self.asked.append((person_id, tuple(group_ids)))
        if self.refusal:
            raise LookUpError(self.refusal)
        return frozenset(self.groups.get(person_id, ())) & frozenset(group_ids)

    async def id_of(self, email: str) -> str | None:
        self.asked.append((email, ()))
        if self.refusal:
            raise LookUpError(self.refusal)
        return self.ids.get(email)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def entra() -> Entra:
    return Entra()


@pytest.fixture
def directory(company: Company) -> Directory:
    return Directory(company, {"sales": (ROBIN, DEALS.conversation)}, {"managers": (LEE,)})


# Who people are


async def test_one_of_our_own_people(directory: Directory) -> None:
    for one in (ROBIN, "29:robin"):
        person = await directory.person(DEALS, one)
        assert (person.id, person.outside, person.name, person.email) == (ROBIN, False, "Robin", "robin@acme.example")


@pytest.mark.parametrize(
    "told",
    [
        {"userRole": "guest"},
        {"userRole": "Guest"},
        {"userRole": "anonymous"},
        {"tenantId": OTHER_TENANT},
        {"userPrincipalName": "robin_b.example#EXT#@acme.example"},
        {"userPrincipalName": "robin_b.example#ext#@acme.example", "userRole": None},
        {"tenantId": OTHER_TENANT, "userRole": None},
        {"tenantId": None, "userRole": "guest"},
    ],
)
async def test_people_from_outside(company: Company, directory: Directory, told: dict[str, Any]) -> None:
    company.rosters[DEALS.conversation] = [OWN | told, OTHER]
    assert (await directory.person(DEALS, ROBIN)).outside
    assert (await directory.readers(DEALS)).outsiders


@pytest.mark.parametrize(
    "told", [{"userRole": None}, {"userRole": "visitor"}, {"tenantId": None}, {"tenantId": ""}, {"userRole": 3}]
)
async def test_who_is_not_told_clearly_is_in_doubt(
    company: Company, directory: Directory, told: dict[str, Any]
) -> None:
    company.rosters[DEALS.conversation] = [OWN | told, OTHER]
    with pytest.raises(LookUpError, match="a member"):
        await directory.person(DEALS, ROBIN)
    with pytest.raises(LookUpError, match="a member"):
        await directory.readers(DEALS)
    assert not (await directory.person(DEALS, LEE)).outside
    company.rosters[DEALS.conversation].append(GUEST)
    await directory.changed(DEALS)
    assert (await directory.readers(DEALS)).outsiders


async def test_a_conversation_without_a_tenant_leaves_everybody_in_doubt(directory: Directory) -> None:
    with pytest.raises(LookUpError):
        await directory.person(replace(DEALS, tenant=""), ROBIN)


async def test_a_list_that_bears_the_object_id_under_its_other_name(company: Company, directory: Directory) -> None:
    told = {key: value for key, value in OWN.items() if key != "aadObjectId"}
    company.rosters[DEALS.conversation] = [told | {"objectId": ROBIN}]
    assert (await directory.person(DEALS, "29:robin")).id == ROBIN
    # Asked for by an id that only the list of members has.
    assert (await directory.person(DEALS, ROBIN)).id == ROBIN


async def test_who_has_no_object_id_is_known_by_teams_own(company: Company, directory: Directory) -> None:
    company.rosters[DEALS.conversation] = [OWN | {"aadObjectId": None}]
    assert (await directory.person(DEALS, "29:robin")).id == "29:robin"


async def test_a_teams_that_takes_no_object_id_is_asked_for_the_list(company: Company, directory: Directory) -> None:
    company.knows_object_ids = False
    assert (await directory.person(DEALS, ROBIN)).name == "Robin"
    assert company.asked == ["member", "members"]


async def test_who_is_not_in_a_conversation_is_nobody_there(directory: Directory) -> None:
    with pytest.raises(LookUpError, match="a person: MemberNotFoundInConversation"):
        await directory.person(CHAT, LEE)


# What is asked, and how often


async def test_many_who_ask_at_once_share_one_look_up(company: Company, directory: Directory) -> None:
    await asyncio.gather(*(directory.person(DEALS, ROBIN) for _ in range(50)))
    await asyncio.gather(*(directory.readers(at, TEAM) for at in (DEALS, IN_A_THREAD) for _ in range(25)))
    assert company.asked == ["member", "members"]
    assert await directory.groups_of(DEALS, ROBIN) == {"sales"}
    assert len(company.asked) == 2  # the settings name nobody by what only Teams knows


async def test_what_was_looked_up_is_asked_anew_when_it_is_old(company: Company) -> None:
    directory = Directory(company, {}, seconds=0.01)
    assert not (await directory.readers(DEALS)).outsiders
    company.rosters[DEALS.conversation].append(GUEST)
    async with asyncio.timeout(10):
        while not (await directory.readers(DEALS)).outsiders:  # noqa: ASYNC110 - nothing tells when it is old
            await asyncio.sleep(0)


async def test_a_failure_is_not_remembered(company: Company, directory: Directory) -> None:
    company.error = TransportError("ServiceUnavailable", 503)
    for ask in (directory.person(DEALS, ROBIN), directory.readers(DEALS)):
        with pytest.raises(LookUpError, match="ServiceUnavailable"):
            await ask
    company.error = None
    assert (await directory.person(DEALS, ROBIN)).name == "Robin"
    assert not (await directory.readers(DEALS)).outsiders
    company.rosters[DEALS.conversation] = [BOT]
    await directory.changed(DEALS)
    with pytest.raises(LookUpError, match="nobody is said to be there"):
        await directory.readers(DEALS)
    company.rosters[DEALS.conversation] = [OWN]
    assert not (await directory.readers(DEALS)).outsiders


@pytest.mark.parametrize("error", [TypeError("'str' object is not a mapping"), KeyError("members"), TimeoutError()])
async def test_an_answer_of_another_shape_is_no_answer(
    company: Company, directory: Directory, error: Exception
) -> None:
    company.error = error
    with pytest.raises(LookUpError, match=type(error).__name__):
        await directory.person(DEALS, ROBIN)


async def test_who_asks_does_not_wait_longer_than_told_and_the_next_one_has_it(
    company: Company, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "SECONDS_TO_LOOK_UP", 0.01)
    company.may_go_on.clear()
    verbs = (
        directory.person(DEALS, ROBIN),
        directory.readers(DEALS),
        directory.id_of_email(DEALS, "robin@acme.example"),
        directory.is_outside(DEALS, ROBIN),
    )
    for asked in verbs:
        with pytest.raises(LookUpError, match="TimeoutError"):
            await asked
    monkeypatch.setattr(directories, "SECONDS_TO_LOOK_UP", 10)
    company.may_go_on.set()
    assert (await directory.person(DEALS, ROBIN)).name == "Robin"
    assert not (await directory.readers(DEALS)).outsiders
    assert sorted(company.asked) == ["member", "members"]


async def test_who_joins_or_leaves_is_heard_of_at_once(company: Company, directory: Directory) -> None:
    at = DEALS
    assert not (await directory.readers(at, TEAM)).outsiders
    company.rosters[at.conversation].append(GUEST)
    assert not (await directory.readers(at, TEAM)).outsiders
    await directory.changed(replace(at, conversation=TEAM))  # who joins a team reads its channels
    assert (await directory.readers(IN_A_THREAD, TEAM)).outsiders
    assert (await directory.person(at, LEE)).name == "Lee"
    company.rosters[at.conversation] = [OWN]
    await directory.changed(IN_A_THREAD)
    assert not (await directory.readers(at, TEAM)).outsiders
    with pytest.raises(LookUpError):
        await directory.person(at, LEE)


async def test_a_list_that_was_asked_for_before_somebody_joined_is_not_taken_for_new(
    company: Company, directory: Directory
) -> None:
    company.may_go_on.clear()
    before = asyncio.ensure_future(directory.readers(DEALS))
    await asyncio.sleep(0)
    await directory.changed(DEALS)
    company.may_go_on.set()
    assert not (await before).outsiders
    company.rosters[DEALS.conversation].append(GUEST)
    assert (await directory.readers(DEALS)).outsiders


# Groups and roles


async def test_groups_and_roles_by_whatever_the_settings_name_somebody(company: Company) -> None:
    groups = {
        "by object id": (ROBIN.upper(),),
        "by teams id": ("29:robin",),
        "by address": ("Robin@Acme.example",),
        "by login": ("r.reed@acme.example",),
        "others": (LEE, "29:lee", "lee@acme.example", "29:ROBIN"),
    }
    company.rosters[DEALS.conversation] = [OWN | {"userPrincipalName": "R.Reed@acme.example"}]
    directory = Directory(company, groups, {"managers": ("robin@acme.example",), "administrators": (LEE,)})
    for one in (ROBIN, "29:robin"):
        assert await directory.groups_of(DEALS, one) == groups.keys() - {"others"}
        assert await directory.roles_of(DEALS, one) == {"managers"}


async def test_an_address_that_another_company_gives_its_people_puts_them_in_no_group(company: Company) -> None:
    company.rosters[DEALS.conversation] = [GUEST | {"email": "robin@acme.example"}]
    directory = Directory(company, {"sales": ("robin@acme.example",), "partners": (EVE,)})
    assert await directory.groups_of(DEALS, EVE) == {"partners"}
    assert await directory.id_of_email(DEALS, "robin@acme.example") is None


async def test_groups_of_microsoft_entra_with_those_that_the_settings_name(company: Company, entra: Entra) -> None:
    groups = {"sales": (ENTRA_SALES.upper(), LEE), "people": (ROBIN,), "place": (TEAM,), "nobody": ("bob",)}
    directory = Directory(company, groups, {"managers": (ENTRA_SALES,)}, graph=entra)
    entra.groups = {ROBIN: {ENTRA_SALES.upper(), ENTRA_SALES}}
    assert await directory.groups_of(DEALS, ROBIN) == {"sales", "people"}
    assert await directory.roles_of(DEALS, ROBIN) == {"managers"}
    assert await directory.groups_of(DEALS, LEE) == {"sales"}
    everything = tuple(sorted({ENTRA_SALES, LEE, ROBIN}))
    assert entra.asked == [(ROBIN, everything), (LEE, everything)]


async def test_without_microsoft_graph_an_object_id_names_a_person(company: Company) -> None:
    directory = Directory(company, {"sales": (ENTRA_SALES, ROBIN)})
    assert await directory.groups_of(DEALS, ROBIN) == {"sales"}
    assert await directory.groups_of(DEALS, LEE) == frozenset()


async def test_microsoft_graph_is_not_asked_where_it_could_tell_nothing(company: Company, entra: Entra) -> None:
    await Directory(company, {"sales": ("29:robin", TEAM)}, graph=entra).groups_of(DEALS, ROBIN)
    company.rosters[DEALS.conversation].append(OWN | {"id": "29:sam", "aadObjectId": None})
    await Directory(company, {"sales": (ENTRA_SALES,)}, graph=entra).groups_of(DEALS, "29:sam")
    assert entra.asked == []


async def test_what_microsoft_graph_refuses_is_told_and_asked_again(company: Company, entra: Entra) -> None:
    directory = Directory(company, {"sales": (ENTRA_SALES, ROBIN)}, graph=entra)
    entra.refusal = "Microsoft Graph: Authorization_RequestDenied (403): give the app GroupMember.Read.All"
    with pytest.raises(LookUpError, match=r"a person's groups: .*GroupMember\.Read\.All"):
        await directory.groups_of(DEALS, ROBIN)
    entra.refusal = ""
    assert await directory.groups_of(DEALS, ROBIN) == {"sales"}


def test_the_groups_of_a_place(company: Company) -> None:
    groups = {"channel": (DEALS.conversation,), "team": (TEAM,), "group": (ENTRA_SALES,), "people": (ROBIN,)}
    directory = Directory(company, groups)
    assert directory.groups_of_place(IN_A_THREAD.conversation) == {"channel"}
    assert directory.groups_of_place(DEALS.conversation, TEAM) == {"channel", "team"}
    assert directory.groups_of_place("19:x", TEAM, ENTRA_SALES.upper()) == {"team", "group"}
    assert directory.groups_of_place("19:x") == frozenset()


# Addresses


async def test_an_address_is_found_among_those_who_have_been_heard_of(company: Company, directory: Directory) -> None:
    assert await directory.id_of_email(CHAT, "lee@acme.example") is None
    await directory.person(DEALS, LEE)
    assert await directory.id_of_email(CHAT, "LEE@acme.example") == LEE
    assert await directory.id_of_email(DEALS, "robin@acme.example") == ROBIN
    assert await directory.id_of_email(DEALS, "nobody@acme.example") is None
    with pytest.raises(LookUpError, match="ConversationNotFound"):
        await directory.id_of_email(replace(DEALS, conversation="a:x"), "sam@acme.example")


async def test_microsoft_graph_knows_more_addresses(company: Company, entra: Entra) -> None:
    directory = Directory(company, {}, graph=entra)
    entra.ids = {"sam@acme.example": "sam"}
    assert await directory.id_of_email(CHAT, "Sam@acme.example") == "sam"
    assert company.asked == []
    entra.refusal = "Microsoft Graph: Authorization_RequestDenied (403)"
    assert await directory.id_of_email(CHAT, "robin@acme.example") == ROBIN
    with pytest.raises(LookUpError, match="Authorization_RequestDenied"):
        await directory.id_of_email(CHAT, "pat@acme.example")


# What may be shown


async def test_what_one_of_ours_may_see(company: Company, directory: Directory) -> None:
    sights = Sights(directory)
    assert await sights.of_person(DEALS, ROBIN, language="ru") == Sight(frozenset({"sales"}), False, "", "ru")
    assert await sights.of_person(DEALS, ROBIN, marked_outside=True) == Sight(frozenset({"sales"}), True)
    company.rosters[DEALS.conversation].append(GUEST)
    assert await sights.of_person(DEALS, EVE) == Sight(frozenset(), True)


async def test_who_cannot_be_looked_up_sees_what_all_of_the_company_see_where_the_list_has_them(
    company: Company, directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    sights = Sights(directory)
    await directory.readers(DEALS)
    company.error = TransportError("ServiceUnavailable", 503)
    with caplog.at_level(logging.WARNING):
        assert await sights.of_person(DEALS, ROBIN) == Sight(frozenset(), False, "groups_unknown")
    assert "a person: ServiceUnavailable" in caplog.text
    assert await sights.of_person(DEALS, "29:sam") == Sight(frozenset(), True, "asker_unknown")
    assert await sights.of_person(CHAT, ROBIN) == Sight(frozenset(), True, "asker_unknown")
    assert await sights.of_person(DEALS, ROBIN, marked_outside=True) == Sight(frozenset(), True, "groups_unknown")


async def test_without_groups_somebody_sees_what_all_of_the_company_see(
    company: Company, entra: Entra, caplog: pytest.LogCaptureFixture
) -> None:
    entra.refusal = "Microsoft Graph: Authorization_RequestDenied (403): … GroupMember.Read.All … grant consent"
    sights = Sights(Directory(company, {"sales": (ENTRA_SALES,)}, graph=entra))
    assert await sights.of_person(DEALS, ROBIN) == Sight(frozenset(), False, "groups_unknown")
    assert "GroupMember.Read.All" in caplog.text


async def test_what_all_who_read_a_conversation_may_see(company: Company) -> None:
    sights = Sights(Directory(company, {"sales": (DEALS.conversation,), "team": (TEAM,), "all": (ENTRA_SALES,)}))
    assert await sights.of_place(IN_A_THREAD) == Sight(frozenset({"sales"}), False)
    seen = await sights.of_place(DEALS, TEAM, group=ENTRA_SALES, language="ru")
    assert seen == Sight(frozenset({"sales", "team", "all"}), False, "", "ru")
    assert await sights.of_place(DEALS, TEAM, marked_outside=True) == Sight(frozenset(), True)
    company.rosters[DEALS.conversation].append(OTHER | {"tenantId": OTHER_TENANT})
    assert await sights.of_place(DEALS, "19:another") == Sight(frozenset({"sales"}), False)  # remembered
    await sights._directory.changed(DEALS)
    assert await sights.of_place(DEALS, TEAM) == Sight(frozenset(), True)


async def test_a_conversation_whose_readers_cannot_be_looked_up_is_taken_as_if_buyers_read_it(
    company: Company, directory: Directory
) -> None:
    sights = Sights(directory)
    company.error = TransportError("Forbidden", 403)
    assert await sights.of_place(DEALS) == Sight(frozenset(), True, "outsiders_unknown")
    company.error = None
    company.rosters[DEALS.conversation] = [OWN, OTHER | {"userRole": None}]
    assert await sights.of_place(DEALS) == Sight(frozenset(), True, "outsiders_unknown")
