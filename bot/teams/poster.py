"""Writes in Teams unasked: digests, word that a gap is closed, or given to somebody, what becomes of pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.chat.asking import AskingDesk
from bot.chat.digest_parcels import DigestParcel
from bot.chat.gap_desk import GapDesk
from bot.chat.outgoing import FilledParcel, GivenParcel, Outgoing
from bot.chat.outgoing_news import NEWS
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat.workers import Workers
from bot.conversation_model import PostedAnswer
from bot.deliveries.model import MARKS, Announced, Delivery, Skipped
from bot.owners import Owners
from bot.ports import Clock
from bot.teams.answers import Answers
from bot.teams.card_text import escaped
from bot.teams.digest_messages import DigestMessages
from bot.teams.gap_cards import Around, given_message
from bot.teams.handover import PostOffice
from bot.teams.messages import sentence_activity
from bot.teams.notices import TeamsNotices
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, delivering
from bot.teams.transport import Address
from bot.teams.viewers import Viewers
from bot.viewer import Viewer


class TeamsPoster:
    """Implements bot.deliveries.ports.Poster.

    Teams lets a bot not find a message again: where the process died after an announcing line was posted, and before
    that was kept, the next try posts a second one. The whole comes once all the same, for it is put in the place of one
    of them alone. Before each message it is looked up anew who reads it: in a channel that has got readers from outside
    since, nothing is told.
    """

    surface = "teams"

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        outgoing: Outgoing,
        digests: DigestMessages,
        gap_desk: GapDesk,
        speaker: Speaker,
        sights: Sights,
        viewers: Viewers,
        post_office: PostOffice,
        owners: Owners,
        answers: Answers,
        desk: AskingDesk,
        notices: TeamsNotices,
        clock: Clock,
        keepers: Workers,
        tenant: str,
        language: str,
    ) -> None:
        self._outgoing = outgoing
        self._digests = digests
        self._gap_desk = gap_desk
        self._speaker = speaker
        self._sights = sights
        self._viewers = viewers
        self._post_office = post_office
        self._owners = owners
        self._answers = answers
        self._desk = desk
        self._notices = notices
        self._clock = clock
        self._keepers = keepers
        self._tenant = tenant
        self._language = language

    async def announce(self, delivery: Delivery) -> Announced | None:
        """Post the line that says what comes. Raises UndeliveredError."""
        if delivery.kind in MARKS:  # the message stands already
            wanted = await self._notices.is_wanted(delivery)
            return Announced(delivery.place, delivery.message) if wanted else None
        refused: UndeliveredError | None = None
        for receiver in await self._receivers(delivery):
            try:
                async with delivering():
                    return await self._announced(delivery, receiver)
            except UndeliveredError as error:
                refused = error
        raise refused or UndeliveredError(f"nobody is known as {delivery.receiver!r} here", nobody=True)

    async def fill(self, delivery: Delivery, announced: Announced) -> None:
        """Put the whole in its place. Raises UndeliveredError."""
        async with delivering():
            if delivery.kind in MARKS:
                await self._notices.mark(self._workspace(delivery), delivery)
                return
            at = await self._speaker.address_of(self._workspace(delivery), announced.place)
            viewer = await self._viewer(delivery, at)
            if delivery.kind == "reminder" or delivery.kind in NEWS:
                await self._remind(delivery, viewer, at, announced)
                return
            found = await self._found(delivery, viewer, at)
            if isinstance(found, Skipped):  # what was announced has become nothing in the meantime
                await self._speaker.take_back(at, announced.message)
                return
            await self._speaker.put(at, announced.message, await self._message(found, viewer))
        if isinstance(found, FilledParcel):
            await self._remember(delivery, announced, found)

    async def _remind(self, delivery: Delivery, viewer: Viewer, at: Address, announced: Announced) -> None:
        said = await self._noticed(delivery, viewer, at, begins=False)
        if isinstance(said, Skipped):
            await self._speaker.take_back(at, announced.message)
        else:
            await self._speaker.put(at, announced.message, said[1])

    async def _announced(self, delivery: Delivery, receiver: str) -> Announced | None:
        workspace = self._workspace(delivery)
        if _is_channel(receiver):
            at = await self._speaker.address_of(workspace, receiver)
        else:
            at = await self._speaker.personal_chat(workspace, receiver)
        viewer = await self._viewer(delivery, at)
        notice = await self._notice(delivery, viewer, at)
        if isinstance(notice, Skipped):
            return None
        said = await self._speaker.say(at, Message(sentence_activity(escaped(notice))))
        if not said:
            raise UndeliveredError("Teams gave no id of the message")
        return Announced(at.conversation, said)

    async def _notice(self, delivery: Delivery, viewer: Viewer, at: Address) -> str | Skipped:
        """The line that says what comes."""
        if delivery.kind == "reminder" or delivery.kind in NEWS:
            said = await self._noticed(delivery, viewer, at, begins=True)
            return said if isinstance(said, Skipped) else said[0]
        found = await self._found(delivery, viewer, at)
        if isinstance(found, Skipped):
            return found
        return found.told.notice if isinstance(found, DigestParcel) else found.notice

    async def _noticed(
        self, delivery: Delivery, viewer: Viewer, at: Address, *, begins: bool
    ) -> tuple[str, Message] | Skipped:
        if delivery.kind in NEWS:
            return await self._notices.whats_new(delivery, at)
        return await self._notices.reminder(delivery, viewer, begins=begins)

    async def _receivers(self, delivery: Delivery) -> Sequence[str]:
        """The ids to write to, best first: a gap may be given to somebody whom the content names."""
        if delivery.kind != "assigned":
            return (delivery.receiver,)
        post = self._post_office.of(self._workspace(delivery))
        found: list[str] = []
        for candidate in self._owners.candidates(delivery.receiver):
            try:
                found += await post.ids(candidate)
            except LookUpError as error:
                raise UndeliveredError(f"the receiver could not be looked up ({error})") from error
        return tuple(dict.fromkeys(found))

    async def _viewer(self, delivery: Delivery, at: Address) -> Viewer:
        """Who reads there now. Raises UndeliveredError where those are people from outside, or it cannot be told."""
        known = await self._speaker.known(at.tenant, at.conversation)
        if _is_channel(at.conversation):
            sight = await self._sights.of_place(at, known.team if known else "")
            viewer = Viewer(
                at.conversation, surface="teams", workspace=at.tenant, groups=sight.groups, guest=sight.guests
            )
        else:
            person = known.person if known is not None and delivery.kind == "assigned" else delivery.receiver
            viewer = await self._person(delivery, at, person)
        tells_guests = delivery.kind == "closed" or (delivery.kind in NEWS and _is_channel(at.conversation))
        if viewer.guest and not tells_guests:
            raise UndeliveredError("who reads there is from outside, or that cannot be told")
        return viewer

    async def _person(self, delivery: Delivery, at: Address, person: str) -> Viewer:
        """Of a reminder nothing would be left where what its receiver may do cannot be told: it waits."""
        if delivery.kind != "reminder":
            return await self._viewers.of_person(at, person)
        try:
            return await self._viewers.of_known(at, person)
        except LookUpError as error:
            raise UndeliveredError(f"what the receiver may do could not be looked up ({error})") from error

    async def _found(
        self, delivery: Delivery, viewer: Viewer, at: Address
    ) -> DigestParcel | FilledParcel | GivenParcel | Skipped:
        """What it holds, as the viewer may see it."""
        if delivery.kind == "digest":
            in_channel = _is_channel(delivery.receiver)
            viewer_of = partial(self._viewers.of_known, at)
            return await self._outgoing.digest(delivery, viewer_of, in_channel=in_channel, with_chart=False)
        if delivery.kind == "closed":
            return await self._outgoing.filled(delivery, await self._sights.of_person(at, delivery.receiver))
        giver = delivery.about.get("by", "")
        name = await self._post_office.of(at.tenant).name_of(giver) if giver else ""
        return await self._outgoing.given(delivery, viewer, self._language, "" if name == giver else name)

    async def _message(self, found: DigestParcel | FilledParcel | GivenParcel, viewer: Viewer) -> Message:
        if isinstance(found, DigestParcel):
            return await self._digests.of(found, None if _is_channel(viewer.id) else viewer)
        if isinstance(found, GivenParcel):
            around = Around(await self._gap_desk.owners(viewer), self._language, self._gap_desk.today())
            return given_message(found, around)
        above, status = escaped(found.head), (escaped(found.how),)
        reader = found.question.asker
        return await self._keepers.run(self._answers.message, found.answer, reader=reader, above=above, status=status)

    async def _remember(self, delivery: Delivery, announced: Announced, filled: FilledParcel) -> None:
        """Where the answer stands: so the thumbs and the buttons below it work."""
        workspace, question = self._workspace(delivery), filled.question
        now = self._clock.now()
        await self._desk.remember(
            PostedAnswer(question.id, workspace, announced.place, announced.message, question.thread, now)
        )

    def _workspace(self, delivery: Delivery) -> str:
        return delivery.workspace or self._tenant


def _is_channel(one: str) -> bool:
    """Channels and group chats begin alike."""
    return one.startswith("19:")
