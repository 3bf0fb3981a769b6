"""Dialysis and acute injuries of a record that later kidney values contradict.

Two values behind them, apart in time, that allow the usual dose, are none of kidneys that fail.
Dialysis is asked about then, and cuts nothing; an injury that nobody closed is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from baclofen.assessment import allows_less
from baclofen.exchange.fhir.conditions import Conditions
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.patient import Patient
from baclofen.value import replace

_DIALYSIS, _INJURY = "dialysis", "aki"


def without_contradicted(
    person: Patient, conditions: Conditions, known: Knowledge, ledger: Ledger, *, today: date
) -> tuple[Patient, tuple[str, ...]]:
    """The person without a dialysis, or an injury, of which every day is told and answered by two
    later values; notes on it. What is written of the dialysis is not understood then.

    Facts: `kidney.aki_rise_hours`, `kidney.egfr_usual`.
    """
    notes: list[str] = []
    if _is_answered((on for _, on in conditions.dialysed), person, known, today):
        for element, _ in conditions.dialysed:
            ledger.doubt(element, (_DIALYSIS,))
        person = replace(person, dialysis=None, conditions=person.conditions - {_DIALYSIS})
        days = listed(f"{on}" for _, on in conditions.dialysed)
        notes.append(
            f"Dialysis is on record ({days}), and two later kidney values allow the usual dose: "
            "ask whether it is still done."
        )
    if _is_answered((on for _, on in conditions.injured), person, known, today):
        person = replace(person, conditions=person.conditions - {_INJURY})
        days = listed(f"{on}" for _, on in conditions.injured)
        notes.append(
            f"An acute kidney injury ({days}) was never closed in the record, and is over by two "
            "later values: it was not counted as acute."
        )
    return person, tuple(notes)


def _is_answered(
    days: Iterable[date | None], person: Patient, known: Knowledge, today: date
) -> bool:
    """Whether all values after the last of these days allow the usual dose, and two of them lie
    apart."""
    told = [*days]
    last = max((day for day in told if day is not None), default=None)
    if last is None or None in told:
        return False
    values = [(v.on, v) for v in person.values if v.on is not None and last < v.on <= today]
    if not values or any(allows_less(v, person, known) is not False for _, v in values):
        return False
    apart = timedelta(hours=known.number("kidney.aki_rise_hours"))
    found = [on for on, _ in values]
    return max(found) - min(found) >= apart
