"""Signs that began before the days that count, and of which no record says that they are over."""

from __future__ import annotations

from datetime import date

from baclofen.exchange.fhir.condition_days import days_begun, is_noted_now, is_old, is_open
from baclofen.exchange.fhir.element import Element
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import DangerSigns

#: States of mind and breathing: begun some weeks ago and never closed they are looked at now.
LASTING = frozenset({
    "coma", "slow_breathing", "confusion", "delirium", "encephalopathy", "hallucinations",
})  # fmt: skip
#: What is over when it is written down: that it was counts for some weeks.
_ONCE = frozenset({"seizure"})


def signs_open(
    shown: frozenset[str], condition: Element, known: Knowledge, today: date
) -> frozenset[str]:
    """Of the signs of a condition those that began within some weeks, before the days that count,
    and may still be there; a seizure of those weeks, which ended by itself.

    Facts: `SIGN-TWO`, `patient.sign_open`.
    """
    if days_begun(condition) is None or is_old(condition, known, today):
        return frozenset()
    lasts = _may_last(known) if is_open(condition, known, today) else frozenset()
    return shown & (lasts | _ONCE)


def is_still_noted(
    shown: frozenset[str], condition: Element, known: Knowledge, today: date
) -> bool:
    """Whether it is a sign that may last, and was noted in the days that count as there: then it is
    one of these days, whenever in the weeks before it began."""
    may_last = bool(shown & (LASTING | _may_last(known)))
    return may_last and is_noted_now(condition, known, today)


def _may_last(known: Knowledge) -> frozenset[str]:
    """The signs of poisoning that may go on for weeks, unnoticed by whoever writes records."""
    found = known.of(DangerSigns)
    return frozenset((*found.signs, *found.beside)) - LASTING
