"""A gap as its questions and the content make it; what people have decided of it stays. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.gaps.model import MACHINE, Gap, GapQuestion, Signal
from bot.gaps.priority import rank
from bot.gaps.suggesting import kind_of, suggested
from content_index.model import Document


def summed_up(gap: Gap, questions: Sequence[GapQuestion], title: str, documents: Mapping[str, Document]) -> Gap:
    """The gap with its counts, and with what the machine makes of it. There must be questions.

    `title` is what the most central question says; `documents` those that are there now, by path.
    """
    signals: Counter[Signal] = Counter(signal for one in questions for signal in one.signals)
    people = len({(one.workspace, one.asker) for one in questions})
    last = max(one.asked_at for one in questions)
    told = suggested(questions, documents)
    return replace(
        gap,
        title=gap.title if gap.titled_by != MACHINE else title or gap.title or questions[0].question,
        kind=gap.kind if gap.kind_by != MACHINE else kind_of(signals),
        first_asked=min(one.asked_at for one in questions),
        last_asked=last,
        questions=len(questions),
        people=people,
        language=Counter(one.language for one in questions).most_common(1)[0][0],
        document=told.document,
        related=told.related,
        owner=told.owner,
        owner_reason=told.owner_reason,
        stage=told.stage,
        product=told.product,
        competitor=told.competitor,
        rank=rank(people, len(questions), signals, last),
        signals=dict(signals),
    )
