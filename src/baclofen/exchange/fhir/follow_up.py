"""What a record tells of the course: doses that were given, scores of pain, and whose it is.

What is measured, diagnosed or ordered is read with the patient; here is what happened at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from baclofen.exchange.fhir.bundle import Entries, read_entries
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.given import administrations, is_day_alone, moment
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order, read_orders
from baclofen.exchange.fhir.systems import codes_of, codings, words_of
from baclofen.exchange.files import checked_bytes, decode, parse_json
from baclofen.knowledge import LOINC, Knowledge
from baclofen.units import Dose
from baclofen.value import Value

#: Scores from 0 to 10 in numbers; other scales of pain (faces, mm) are not turned into these.
_PAIN = ("pain_nrs_verbal", "pain_verbal_numeric", "pain_nrs_week")
_TOP = 10.0
_VOID = ("entered-in-error", "cancelled", "unknown")


class GivenOnce(Value):
    """One dose by mouth at a time; None where it was recorded as not given. `whole_day`: only the
    day is told, and `at` is its noon."""

    at: datetime
    dose: Dose | None
    whole_day: bool = False


class PainScore(Value):
    """One score of pain from 0 to 10 at a time. `whole_day`: only the day is told."""

    at: datetime
    score: float
    whole_day: bool = False


class FollowUp(Value):
    """What happened, whose record it is, and what was left out, each with why. `named` is an
    identifier, `called` are the words of the name."""

    born: date | None
    sex: str | None
    named: str
    called: tuple[str, ...]
    given: tuple[GivenOnce, ...]
    pain: tuple[PainScore, ...]
    left_out: tuple[str, ...]


def read_follow_up(raw: bytes, known: Knowledge, *, today: date, name: str = "record") -> FollowUp:
    """The course told by a FHIR record. Raises a subclass of `InputRefused`.

    `today` is the day it is read: what is dated later is left out and named.
    """
    entries = read_entries(parse_json(decode(checked_bytes(raw, name), name), name), name)
    left_out: list[str] = []
    orders = read_orders(entries, known, Ledger(known), today=today)
    given = tuple(_given(orders.found, known, left_out))
    pain = tuple(_pain(entries, known, today, left_out))
    born = entries.patient.day("birthDate")
    return FollowUp(
        born.first if born and born.is_exact else None,
        entries.patient.text("gender") or None,
        _named(entries.patient), _called(entries.patient), given, pain, tuple(left_out),
    )  # fmt: skip


def _named(patient: Element) -> str:
    """The identifier of the record, as one text: it tells records of two people apart."""
    for identifier in patient.children("identifier"):
        if value := identifier.text("value"):
            return f"{identifier.text('system')}|{value}"
    return ""


def _called(patient: Element) -> tuple[str, ...]:
    """The words of every name of the patient, in small letters, each once."""
    words: list[str] = []
    for name in patient.children("name"):
        for part in (name.text("text"), name.text("family"), *name.texts("given")):
            words += part.casefold().split()
    return tuple(dict.fromkeys(words))


def _given(orders: tuple[Order, ...], known: Knowledge, left_out: list[str]) -> Iterator[GivenOnce]:
    for one in administrations(orders, known):
        if isinstance(one, str):
            left_out.append(f"{one}: a dose without its day")
        elif one.why:
            left_out.append(f"{one.where}: {one.why}")
        else:
            yield GivenOnce(one.at, one.dose, one.whole_day)


def _pain(
    entries: Entries, known: Knowledge, today: date, left_out: list[str]
) -> Iterator[PainScore]:
    codes = {code for key in _PAIN for code in known.codes.observations.get(key, ())}
    for whole in entries.of("Observation"):
        if not codes & set(codes_of(codings(whole.child("code")), LOINC)):
            continue
        if whole.text("status") in _VOID or whole.has("dataAbsentReason"):
            continue
        at, score = moment(whole), _score(whole)
        if at is None or score is None or not 0 <= score <= _TOP:
            what = words_of(whole.child("code")) or "a score of pain"
            left_out.append(f"{whole.where}: {what} without a day, or off the scale")
        elif at.date() > today:
            left_out.append(f"{whole.where}: dated after {today}")
        else:
            yield PainScore(at, score, is_day_alone(whole))


def _score(whole: Element) -> float | None:
    quantity = whole.child("valueQuantity")
    if quantity is not None:
        return None if quantity.text("comparator") else quantity.number("value")
    return whole.number("valueInteger")
