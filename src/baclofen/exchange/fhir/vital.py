"""Vital signs of the last days: what is dangerous is a sign, what is doubtful is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.observations import VITAL, Measured, Results
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.fhir.vital_value import level_of, value_of
from baclofen.exchange.measured import CHRONIC, ESCALATES, SOUNDS, Low, is_hot, standing_of
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge, words_in
from baclofen.knowledge.numbers import MeasuredSigns
from baclofen.value import Value

#: What a level of consciousness is called in whoever is awake.
_ALERT = frozenset({"a", "alert", "awake", "conscious", "oriented", "alert and oriented", "normal"})
#: Signs that one better value does not answer: what made them may come again with the next dose.
_GRAVE = frozenset(SOUNDS.values())

_Standing = Literal["danger", "doubtful", "ordinary", "past", "empty"]
_NOTHING: Mapping[_Standing, str] = {
    "ordinary": "a vital sign that is no danger",
    "past": "measured before the days whose signs count",
    "empty": "without a result",
}


class Vital(Value):
    """Signs that were measured in the last days, and what is said of them."""

    signs: frozenset[str]
    notes: tuple[str, ...]


class _Judged(Value):
    """One value: what it measures, how it stands, the sign it is or may be, its words; `is_hot` of
    a heat that no common infection explains first."""

    of: Measured
    what: str
    standing: _Standing
    sign: str
    words: str
    is_hot: bool = False


def read_vital(
    results: Results, known: Knowledge, ledger: Ledger, *, today: date, age_y: float | None,
    conditions: frozenset[str],
) -> Vital:  # fmt: skip
    """Each vital sign as it stands on the day of judgement.

    Of one day the worst value counts. A dangerous one that a later day answers with an ordinary
    one is over, but where it was a grave sign it is asked about. Without a day it is asked about.
    A lung disease among the `conditions` lowers the saturation that is ordinary.
    """
    numbers = known.of(MeasuredSigns)
    low = numbers.low(is_chronic=bool(CHRONIC & conditions))
    since = days_after(today, -known.number("patient.sign_recent"))
    judged = [
        _judged(measured, VITAL[key], known, since, age_y, low)
        for key in VITAL
        for measured in results.of(key)
    ]
    eased: dict[str, date] = {}
    for one in judged:
        if one.standing == "ordinary" and one.of.on is not None:
            eased[one.what] = max(one.of.on, eased.get(one.what, one.of.on))
    signs: set[str] = set()
    said: list[str] = []
    for one in judged:
        answered = one.of.on is not None and one.of.on < eased.get(one.what, one.of.on)
        if one.standing == "danger" and not answered:
            signs.add(one.sign)
            if one.is_hot:
                ledger.unread(one.of.what, "sign", one.words, sounds=(ESCALATES,))
            else:
                ledger.read(one.of.what, "measurement", one.words, (f"signs.{one.sign}",))
            said.append(f"{one.words} on {one.of.on}")
        elif (one.standing == "doubtful" and not answered) or (
            one.standing == "danger" and one.sign in _GRAVE
        ):
            sounds = (f"signs.{one.sign}",) if one.sign else ()
            ledger.unread(
                one.of.what, "sign" if sounds else "measurement", one.words, sounds=sounds
            )
        else:
            ledger.harmless(
                one.of.what, "measurement", _called(one.of.what),
                _NOTHING.get(one.standing, _NOTHING["ordinary"]),
            )  # fmt: skip
    notes = (f"Measured, and counted as signs: {listed(said)}.",) if said else ()
    return Vital(frozenset(signs), notes)


def _called(part: Element) -> str:
    return words_of(part.child("code"))


def _words(part: Element, value: str) -> str:
    return plain(": ".join(filter(None, (_called(part), value))), 80)


def _judged(
    measured: Measured, what: str, known: Knowledge, since: date, age_y: float | None,
    low: Low,
) -> _Judged:  # fmt: skip
    numbers = known.of(MeasuredSigns)
    part = measured.what

    def stands(standing: _Standing, sign: str, words: str, *, hot: bool = False) -> _Judged:
        if measured.until is not None and measured.until < since:
            standing = "past"
        elif standing == "danger" and (measured.on is None or measured.on < since):
            standing = "doubtful"
        return _Judged(measured, what, standing, sign, _words(part, words), hot)

    sounds = SOUNDS.get(what, "")
    if what == "alertness" and (level := level_of(part)):
        told = known.codes.signs_of((), (level,))
        if "coma" in told or " ".join(words_in(level)) in _ALERT:
            return stands("danger" if told else "ordinary", sounds, level)
        return stands("doubtful", sounds, level)
    value, comparator, words = value_of(part, what, known)
    if value is None:
        empty = not any(name.startswith("value") for name in part.raw)
        return stands("empty" if empty else "doubtful", sounds, words)
    # A level of consciousness is told in words: of a number nobody knows on which score it is.
    within = numbers.readable.get(what)
    if within is None or not within[0] <= value <= within[1]:
        return stands("doubtful", sounds, words)
    standing, sign = standing_of(value, what, numbers, age_y, low)
    if standing == "ordinary" and comparator.startswith("<") and what != "temperature":
        standing, sign = "doubtful", sounds
    return stands(standing, sign, words, hot=is_hot(value, what, known))
