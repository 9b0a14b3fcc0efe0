"""An answer as it is said in Teams: its message, with the buttons that make sense below it, and links that count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.chat.presses import Press, presses_below
from bot.conversation_model import ClickedOn
from bot.model import Answer
from bot.teams.forms import Element
from bot.teams.messages import answer_activity, text_alone
from bot.teams.opens import Opens
from bot.teams.speaking import Message


class Answers:
    """Dresses answers. `today` is the day that freshness is told by."""

    def __init__(self, today: Callable[[], date], opens: Opens) -> None:
        self._today = today
        self._opens = opens

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
        shown = presses_below(answer) if presses is None else tuple(presses)
        link = self._opens.link_of(answer, where, reader)
        today = self._today()
        activity = answer_activity(answer, today, presses=shown, above=above, link=link, status=status, form=form)
        return Message(activity, text_alone(answer, today, presses=shown, above=above, link=link))
