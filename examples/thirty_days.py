"""Thirty simulated days of questions on the sample content: something for gaps, digests and the dashboard to show.

    python examples/thirty_days.py [--config examples/cornerman.toml] [--seed 7] [--days 30]

NOTHING HERE WAS ASKED BY ANYBODY. Made-up reps of the made-up company ask the questions of `questions.jsonl` and those
of `GAPS`, which the content does not answer, at made-up times, in Slack and in Teams; some press a button below the
answer. But everything that happens then is real: each question goes through the same answering, log, clustering and
board as in a deployment, with the clock turned back. The same seed gives the same days. Run it on a data folder that
real people do not ask in (`CORNERMAN_DATA_DIR`; `make simulate` does): their gaps and those made up would be one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answering import QuestionAnswering
from bot.conversation_model import Click, OwnerReply, OwnerRequest, Vote
from bot.gaps.model import GAP_STATES, GapFilter
from bot.locales import counted
from bot.model import Answer, Ask, Asker, Place, Surface
from bot.viewer import Viewer
from bot.wiring import Cornerman
from bot.wiring.jobs import PlacedElsewhereError, placing_alone
from config.loading import load_settings
from content_index.conflicts.bringing_up import bring_up

HERE = Path(__file__).parent
WORKING_HOURS = range(8, 18)
TEAMS = ("east", "west", "dach")

GAPS: tuple[tuple[str, ...], ...] = (
    (
        "does gatehand work with korean drivers, is there a korean screen",
        "korean language on the check-in kiosk?",
        "can drivers check in in korean",
        "gatehand kiosk languages: korean yes or no",
    ),
    (
        "are we pci dss certified",
        "prospect asks for our PCI DSS attestation",
        "pci dss - do we have it",
        "pci certifcation??",
    ),
    (
        "iso 27001 cert expiry date?",
        "when does our iso 27001 certificate run out",
        "customer needs iso27001 certificate valid until when",
    ),
    (
        "discount for charities / nonprofits",
        "is there a non profit discount",
        "food bank wants a charity price, what can i offer",
        "есть ли скидка для благотворительных организаций",
    ),
    (
        "berthline connector for netsuite wms, which version",
        "do we integrate with netsuite",
        "netsuite connector for berthline?",
        "customer runs netsuite wms - can berthline talk to it",
    ),
    (
        "can a customer pay by credit card",
        "do we take credit cards",
        "credit card payment possible for the small plan?",
    ),
    (
        "battlecard for dockitall",
        "how do we win against dockitall",
        "dockitall came up in the call, anything on them?",
    ),
    (
        "carbon footprint of our data centers for an esg form",
        "esg questionnaire: co2 of our hosting?",
        "do we have scope 3 numbers for the data centres",
    ),
    (
        "can i bring my dog to the columbus office",
        "wifi password leeds office",
    ),
    (
        "can yardmark run without internet on the yard tablets for a whole day",
        "yardmark offline on tablets a full shift?",
        "how long do the tablets work without a network, whole day possible",
    ),
)
"""What the sample content says nothing of, each as several people ask it."""


@dataclass(frozen=True, slots=True)
class Rep:
    """Somebody who asks."""

    id: str
    name: str
    surface: Surface
    workspace: str
    team: str
    begins: int = 0
    """The day of the simulation on which they ask their first question."""


def made_up_reps(dice: random.Random, slack: str = "T0SIMULATED", teams: str = "simulated-tenant") -> list[Rep]:
    """Some thirty, two thirds in Slack; a few begin on a later day."""
    first = (
        "Ava Ben Chloe Dan Elif Finn Greta Hugo Ines Jonas Katya Liam Mara Nils Olga Pavel Rosa Sam Tess Uwe Vera Will"
    )
    last = "Adler Berg Castro Dietz Ekman Frost Graf Holt Ivanova Jansen"
    reps: list[Rep] = []
    for number, name in enumerate(first.split()):
        in_slack = number % 3 != 2
        reps.append(
            Rep(
                id=f"U0SIM{number:04}" if in_slack else f"00000000-0000-4000-8000-{number:012}",
                name=f"{name} {dice.choice(last.split())}",
                surface="slack" if in_slack else "teams",
                workspace=slack if in_slack else teams,
                team=TEAMS[number % len(TEAMS)],
                begins=dice.choice((0, 0, 0, 0, 12, 18)),
            )
        )
    return reps


@dataclass
class TurnedBack:
    """A clock that shows whatever the simulation sets."""

    moment: datetime

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
        return self.moment


@dataclass
class Month:
    """The simulation of one deployment. `reps` ask; `manager` works the gaps."""

    cornerman: Cornerman
    reps: Sequence[Rep]
    dice: random.Random
    clock: TurnedBack
    questions: Sequence[str]
    manager: Viewer = field(
        default_factory=lambda: Viewer("U0SIMBOSS", "Priya Nair", surface="slack", roles=frozenset({"manager"}))
    )

    def __post_init__(self) -> None:
        made = self.cornerman
        bring_up(made.settings.data_dir / "index")  # the days pass too fast for what compares pages in the background
        self._answering = QuestionAnswering(
            made.retrieval, made.log, self.clock, made.settings.base_url, conflicts=made.conflicts
        )

    def day(self, number: int, began: datetime) -> int:
        """One day's questions, in the order of their times; how many that were."""
        weekend = (began + timedelta(days=number)).weekday() > 4  # Saturday and Sunday
        count = self.dice.randint(0, 3) if weekend else self.dice.randint(18, 34)
        times = sorted(self.dice.choice(WORKING_HOURS) * 3600 + self.dice.randrange(3600) for _ in range(count))
        here = [rep for rep in self.reps if rep.begins <= number]
        for seconds in times:
            self.clock.moment = began + timedelta(days=number, seconds=seconds)
            self._ask(self.dice.choice(here), self._wanted(number))
        self.cornerman.log.flush(30)
        while self.cornerman.gap_parts.keeper.tick():
            pass
        return count

    def work_the_board(self) -> None:
        """The manager gives the first gap away, and puts another aside."""
        board = self.cornerman.gap_parts.board
        gaps = board.listing(self.manager, GapFilter(), 6)
        if gaps and not gaps[0].assigned:
            board.assign(self.manager, gaps[0].id, gaps[0].owner or "Hannah Oyelaran")
        personal = board.listing(self.manager, GapFilter(words="office"), 6)
        for gap in personal:
            board.dismiss(self.manager, gap.id, "Not a question about selling")

    def _wanted(self, number: int) -> str:
        """What is asked: mostly what the content answers; each gap appears on a day of its own, and comes again."""
        there = [gap for place, gap in enumerate(GAPS) if place * 2.5 <= number]
        if there and self.dice.random() < 0.28:  # about what companies see go unanswered
            return self.dice.choice(self.dice.choice(there))
        place = min(int(self.dice.expovariate(1 / 18)), len(self.questions) - 1)  # few are asked often, many seldom
        return self.questions[place]

    def _ask(self, rep: Rep, question: str) -> None:
        asker = Asker(rep.id, rep.name, frozenset({rep.team}))
        place = Place(f"D{rep.id}", "direct", rep.workspace)
        answer = self._answering.answer(Ask(question, asker, place, rep.surface, thread=None))
        self._judge(rep, answer)

    def _judge(self, rep: Rep, answer: Answer) -> None:
        """Few press anything; who does finds an answer helpful more often than not."""
        stores, now = self.cornerman.stores, self.clock.moment
        luck = self.dice.random()
        if answer.status == "answered" and luck < 0.22:  # shares of a month, not of anything known
            stores.feedback.vote(Vote(answer.question_id, rep.id, helpful=True, voted_at=now))
        elif answer.status != "gap" and luck > 0.95:
            reason = self.dice.choice(("wrong", "outdated", "missing", "too_long"))
            stores.feedback.vote(Vote(answer.question_id, rep.id, helpful=False, voted_at=now, reason=reason))  # type: ignore[arg-type]
        if answer.sources and self.dice.random() < 0.3:
            stores.feedback.clicked(Click(answer.question_id, rep.id, answer.sources[0].document, "answer", now))
        if answer.status == "gap" and answer.generation and self.dice.random() < 0.12:
            self._hand_over(rep, answer)

    def _hand_over(self, rep: Rep, answer: Answer) -> None:
        request = OwnerRequest(
            id=f"sim-{answer.question_id}",
            question_id=answer.question_id,
            question=answer.question,
            asker=rep.id,
            workspace=rep.workspace,
            owner="Hannah Oyelaran",
            owner_id="U0SIMOWNR",
            place="D0SIMOWNR",
            message=answer.question_id[:16],
            document="",
            asked_at=self.clock.moment,
        )
        self.cornerman.stores.requests.keep(request)
        reply = OwnerReply(
            "Not written down yet. Short answer: ask me before you promise anything.", "U0SIMOWNR", self.clock.moment
        )
        self.cornerman.stores.requests.reply(request.id, reply)


def simulate(cornerman: Cornerman, *, days: int = 30, seed: int = 7, reps: Sequence[Rep] = ()) -> int:
    """Fill the deployment's database with the last `days` days; how many questions that were.

    Raises PlacedElsewhereError where a server runs on it.
    """
    dice = random.Random(seed)  # a simulation that can be had again
    began = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    clock = TurnedBack(began)
    cornerman.clock = clock  # before any part of it is made
    questions = _answerable()
    dice.shuffle(questions)
    asked = 0
    with placing_alone(cornerman) as still_alone:
        month = Month(cornerman, reps or made_up_reps(dice), dice, clock, questions)
        for number in range(days):
            still_alone()
            asked += month.day(number, began)
            if number % 7 == 4:  # on each fifth day
                month.work_the_board()
    return asked


def _answerable() -> list[str]:
    """The golden questions that stand for themselves and that the content answers."""
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    golden = [json.loads(line) for line in lines if line.strip()]
    return [one["question"] for one in golden if one["answerable"] and not one.get("history")]


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "cornerman.toml")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with Cornerman(load_settings(options.config)) as cornerman:
        cornerman.prepare_database()
        try:
            asked = simulate(cornerman, days=options.days, seed=options.seed)
        except PlacedElsewhereError as error:
            raise SystemExit(str(error)) from None
        gaps = cornerman.stores.gaps.count(GapFilter())
        page = cornerman.settings.base_url
    is_sample = options.config == HERE / "cornerman.toml"
    folder = os.environ.get("CORNERMAN_DATA_DIR")
    start = f"CORNERMAN_DATA_DIR={shlex.quote(folder)} " if folder else ""
    start += "make run" if is_sample else f"cornerman serve --config {shlex.quote(str(options.config))}"
    sys.stdout.write(summary(asked, options.days, gaps) + f"Next: start it with `{start}`, then open {page}/gaps\n")


def summary(asked: int, days: int, gaps: Mapping[str, int]) -> str:
    """What the simulation left, in words, without states of gaps that there are none in."""
    states = ", ".join(f"{number:,} {state}" for state in GAP_STATES if (number := gaps.get(state, 0)))
    questions = counted(asked, {"one": "{n} made-up question", "other": "{n} made-up questions"}, "en")
    return (
        f"Asked {questions} on {counted(days, {'one': '{n} made-up day', 'other': '{n} made-up days'}, 'en')}.\n"
        f"What the content could not answer became gaps: {states or 'none'}.\n"
    )


if __name__ == "__main__":
    main()
