"""An answer as it is said in Teams: its message, with the buttons that make sense below it, and links that count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.chat.presses import Press, owner_of, presses_below
from bot.conversation_model import ClickedOn
from bot.model import Answer
from bot.owners import Owners, is_reachable
from bot.teams.forms import Element
from bot.teams.messages import answer_activity, text_alone
from bot.teams.opens import Opens
from bot.teams.speaking import Message


class Answers:
    """Dresses answers. `today` is the day that freshness is told by. It takes milliseconds: not on the event loop.

    An owner whom the settings give no id is not offered: who presses would only be told that nobody knows them.
    """

    def __init__(self, today: Callable[[], date], opens: Opens, owners: Owners) -> None:
        self._today = today
        self._opens = opens
        self._owners = owners

    def message(  # noqa: PLR0913 - what stands in it, by name
        self,
        answer: Answer,
        *,
        reader: str = "",
        presses: Sequence[Press] | None = None,
        status: Sequence[str] = (),
        form: Sequence[Element] = (),
        above: str = "",
        where: ClickedOn = "answer",
    ) -> Message:
        """The message. `reader` is who alone reads it, "" where several do.

        `presses` are the buttons, where they are not those that make sense below any answer. `status` are lines on what
        has been done with it, and `above` stands before it, in Teams' markdown. A `form` takes the buttons' place.
        """
        shown = tuple(
            one
            for one in (presses_below(answer) if presses is None else presses)
            if one != "owner" or self._can_be_asked(answer)
        )
        link = self._opens.link_of(answer, where, reader)
        today = self._today()
        activity = answer_activity(answer, today, presses=shown, above=above, link=link, status=status, form=form)
        return Message(activity, lambda: text_alone(answer, today, presses=shown, above=above, link=link))

    def _can_be_asked(self, answer: Answer) -> bool:
        owner = owner_of(answer)
        return owner is not None and any(map(is_reachable, self._owners.candidates(owner)))
