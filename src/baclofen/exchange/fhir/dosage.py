"""The daily dose of a baclofen order, from its coded dosage and its words together.

Never guessed: tablets without a sure strength, mL without a sure concentration, doses
as needed, in steps or in a range, and words that contradict the codes give no dose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.sig import (
    amounts_in,
    is_as_needed,
    is_poured_amiss,
    read_any,
    read_measured,
    read_sum,
)
from baclofen.exchange.fhir.sig_advice import without_advice
from baclofen.exchange.fhir.sig_single import read_single
from baclofen.exchange.fhir.sig_words import in_english
from baclofen.exchange.fhir.steps import go_in_steps, of_step, read_steps
from baclofen.exchange.fhir.strength import Strength, counts_tablets, crumb_of, strength_of
from baclofen.exchange.fhir.systems import UCUM, system_of
from baclofen.exchange.fhir.timing import times_a_day, times_of_day, words_beside
from baclofen.exchange.fhir.undone import tells_more, undoes
from baclofen.exchange.fhir.worded_steps import tells_of_steps
from baclofen.knowledge import Knowledge
from baclofen.regimen import MOST_BY_MOUTH
from baclofen.units import Dose, mcg, mg, sum_of
from baclofen.value import Value, replace

_UNITS = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg",
    "g": "g", "gram": "g", "grams": "g", "gramm": "g",
    "mcg": "mcg", "ug": "mcg", "microgram": "mcg", "micrograms": "mcg",
    "tablet": "tablet", "tablets": "tablet", "tab": "tablet", "tabs": "tablet", "{tbl}": "tablet",
    "{tablet}": "tablet", "{tab}": "tablet", "tbl": "tablet", "tablet(s)": "tablet",
    "ml": "mL", "milliliter": "mL", "milliliters": "mL", "millilitre": "mL", "millilitres": "mL",
}  # fmt: skip
#: An amount of a whole day, which is not one that is taken at once.
_DAY_SUM = re.compile(
    r"(?:g|grams?|ml|tablets?|tabs?)\s*(?:/|per|a)\s*(?:day|d|24\s*h)\b", re.IGNORECASE
)
_A_DAY = {"d": 1.0, "day": 1.0, "24h": 1.0, "24.h": 1.0, "(24.h)": 1.0,
          "h": 24.0, "hr": 24.0, "hour": 24.0}  # fmt: skip
_HOURS_A_DAY = 24


class DoseRead(Value):
    """The daily dose, or why there is none. `doubt` may also stand beside a dose. `single` is the
    most taken at one time, also where nothing tells how often; None where that is not told.
    `unheard` are words beside a coded dose that hold more than a dose; `written` is the daily dose
    of a likely slip; `is_poured_amiss`: its mL do not hold its mg."""

    daily: Dose | None = None
    doubt: str = ""
    words: tuple[str, ...] = ()
    times: float | None = None
    is_silent: bool = False
    is_slip: bool = False
    single: Dose | None = None
    unheard: str = ""
    written: Dose | None = None
    is_poured_amiss: bool = False


class _Part(Value):
    """One dosage as coded: either half may be missing."""

    each: Dose | None = None
    times: float | None = None
    doubt: str = ""
    never: bool = False
    is_rate: bool = False
    is_poured: bool = False

    @property
    def single(self) -> Dose | None:
        """What is taken at one time, where the codes tell it."""
        return None if self.is_rate or self.daily is None else self.each

    @property
    def daily(self) -> Dose | None:
        return self.each * self.times if self.each is not None and self.times else None


def read_dose(order: Order, known: Knowledge) -> DoseRead:
    """The daily dose of an order; several dosages at once are added, steps are not. One beyond what
    people were ever given by mouth is told as it is written, with its doubt."""
    read = _read(order, known)
    if read.daily is None or read.daily.unit != "mg" or read.daily <= MOST_BY_MOUTH:
        return read
    doubt = f"{read.daily} a day is more than anyone was ever given: a slip of digits or unit"
    return replace(read, doubt=doubt, is_slip=True)


def _read(order: Order, known: Knowledge) -> DoseRead:
    if order.kind == "MedicationAdministration":
        return DoseRead(doubt="single doses are recorded, not a daily dose")
    name = "dosage" if order.kind == "MedicationStatement" else "dosageInstruction"
    dosages = order.resource.children(name)
    words = tuple(filter(None, map(_words, dosages)))
    if not dosages:
        return DoseRead(doubt="no dose in the record", is_silent=True)
    if go_in_steps(dosages):
        steps = read_steps(dosages, order.standing.since or date.min)
        why = f" ({steps.doubt})" if steps.doubt else ""
        return DoseRead(doubt=f"the order goes in steps{why}", words=words)
    is_counted = any(map(counts_tablets, words))
    poured = [read_measured(said, 1) for said in words]
    is_poured = any(sig is not None and sig.times > 1 for sig in poured)
    strength = strength_of(order, known, is_counted=is_counted, is_poured=is_poured)
    read = [_one(dosage, strength) for dosage in dosages]
    doubts = "; ".join(dict.fromkeys(r.doubt for r in read if r.doubt))
    total = sum_of(r.daily for r in read)
    if total is None:
        amiss = any(r.is_poured_amiss for r in read)
        return DoseRead(
            doubt=doubts or "its parts are in different units", words=words, is_slip=amiss,
            single=read[0].single if len(read) == 1 else None, is_poured_amiss=amiss,
        )  # fmt: skip
    if _twice(read, dosages):
        return DoseRead(doubt="the same dose stands twice in the order", words=words)
    singles = [r.single for r in read if r.single is not None]
    single = max(singles) if len(singles) == len(read) else None
    if crumb := crumb_of(singles, strength):
        return DoseRead(doubt=crumb, words=words, is_slip=True, written=total)
    times = [r.times for r in read if r.times is not None]
    often = sum(times) if len(times) == len(read) else None
    unheard = "; ".join(dict.fromkeys(r.unheard for r in read if r.unheard))
    return DoseRead(total, doubts, words, times=often, single=single, unheard=unheard)


def on_day(order: Order, day: date) -> Order:
    """An order that goes in steps as the step of this day alone; any other, and one whose steps or
    whose first day cannot be told, as it is."""
    name = "dosage" if order.kind == "MedicationStatement" else "dosageInstruction"
    dosages = order.resource.children(name) if order.kind != "MedicationAdministration" else ()
    if not go_in_steps(dosages):
        return order
    steps = read_steps(dosages, order.standing.since or date.min)
    step = steps.on(day)
    if step is None or (order.standing.since is None and steps.steps[0].first == date.min):
        return order
    return replace(order, resource=of_step(order.resource, name, step))


def single_dose(dosage: Element, order: Order, known: Knowledge) -> tuple[Dose | None, str]:
    """The dose of one administration, as coded, else in its words; 0 mg where it says that there
    was none. Or why there is none; of one that is more than anyone was ever given both."""
    quantity, text = dosage.child("dose"), words_beside(dosage)
    if quantity is not None and quantity.number("value") == 0 and not quantity.text("comparator"):
        return mg(0), ""
    is_counted = quantity is None or is_of_tablets(quantity)
    strength = strength_of(order, known, is_counted=is_counted)
    if quantity is not None:
        dose, doubt, _ = _amount(quantity, strength)
    else:
        dose, doubt = read_single(text, strength), "no amount is coded"
    if dose is not None and dose.unit == "mg" and dose > MOST_BY_MOUTH:
        return dose, f"{dose} is more than anyone was ever given"
    return (dose, doubt) if dose is None or quantity is not None else (dose, "")


def _twice(read: Sequence[DoseRead], dosages: Sequence[Element]) -> bool:
    """Whether one instruction may have been written down twice, so that a sum would double it.

    Doses that are the same must differ in their words or times: "10 mg at noon", "10 mg at night";
    or stand once a day beside one that is there once only, as 20, 10 and 10 mg do.
    """
    same: dict[float, list[str]] = {}
    for dose, dosage in zip(read, dosages, strict=True):
        if dose.daily is not None:
            often = dose.times is not None and dose.times > 1 and not times_of_day(dosage)
            told = "" if often else _told_apart_by(dosage)
            same.setdefault(dose.daily.in_mcg, []).append(told)
    once_a_day = all(dose.times in (None, 1) for dose in read)
    if once_a_day and any(len(texts) == 1 for texts in same.values()):
        return any(_is_repeated(texts) for texts in same.values())
    return any(len(set(texts) - {""}) < len(texts) for texts in same.values() if len(texts) > 1)


def _is_repeated(texts: Sequence[str]) -> bool:
    """Whether the same words stand twice."""
    said = [text for text in texts if text]
    return len(set(said)) < len(said)


def _told_apart_by(dosage: Element) -> str:
    """What tells a dosage from another of the same amount: its words, else its times of day."""
    return _words(dosage).lower() or ", ".join(sorted(times_of_day(dosage)))


def _words(dosage: Element) -> str:
    return plain(words_beside(dosage))


def _one(dosage: Element, strength: Strength) -> DoseRead:
    text = words_beside(dosage)
    if _is_for_need(dosage):
        return DoseRead(doubt="taken as needed")
    # Advice has words of steps and of conditions too: "after meals", "if affected do not drive".
    beside = [without_advice(one.lower()) for one in (text, dosage.text("patientInstruction"))]
    if any(map(tells_of_steps, beside)):
        said = plain(words_beside(dosage), 80)
        return DoseRead(doubt=f'its words tell of steps that could not be read ("{said}")')
    if dosage.has("modifierExtension"):
        return DoseRead(doubt="its dose carries a modifier not understood here")
    coded = _coded(dosage, strength)
    if coded.never:
        return DoseRead(doubt=coded.doubt)
    sig = read_any(text, strength.tablet_mg, strength.per_mL_mg)
    if sig is not None:
        # A sum that is shared out tells its parts.
        is_sum = sig.times == 1 and _DAY_SUM.search(text)
        single = coded.single if is_sum else sig.each
        both = _both(coded, sig.each, sig.times, single)
        return replace(both, is_poured_amiss=both.daily is None and coded.is_poured)
    if strength.per_mL_mg is not None and is_poured_amiss(text, strength.per_mL_mg):
        return DoseRead(doubt="its mL do not hold its mg", is_poured_amiss=True)
    sig = read_sum(text, strength.tablet_mg, strength.per_mL_mg)
    if sig is not None:
        return _both(coded, sig.each, sig.times, coded.single)
    if coded.daily is None:
        doubt = coded.doubt or "how much and how often could not be read"
        told = f"its words could not be read, and {doubt}" if text else doubt
        return DoseRead(doubt=told, single=coded.each)
    named = amounts_in(text)
    assert coded.each is not None  # noqa: S101 - there is a daily dose
    allowed = {coded.each, coded.daily}
    if strength.tablet_mg is not None:
        allowed.add(mg(strength.tablet_mg))
    if not set(named) <= allowed:
        return DoseRead(doubt="the words name another amount than the coded dose")
    if undoes(beside[0], None if coded.is_rate else coded.times):
        return DoseRead(doubt="its words undo the coded dose", single=coded.single)
    doubt = "its words were read only in part" if text else ""
    more = plain(text) if tells_more(beside[0]) else ""
    return DoseRead(coded.daily, doubt, times=coded.times, single=coded.single, unheard=more)


def is_for_need(order: Order) -> bool:
    """Whether all that an order has is taken as needed."""
    dosages = dosages_of(order.kind, order.resource)
    return bool(dosages) and all(map(_is_for_need, dosages))


def _is_for_need(dosage: Element) -> bool:
    if dosage.flag("asNeededBoolean") or dosage.has("asNeededCodeableConcept"):
        return True
    more = (a.text("text") for a in dosage.children("additionalInstruction"))
    return any(
        is_as_needed(words)
        for words in (words_beside(dosage), dosage.text("patientInstruction"), *more)
    )


def _both(coded: _Part, each: Dose, times: float, single: Dose | None) -> DoseRead:
    """Words that were read in full, beside what the codes say."""
    said = each * times
    read = DoseRead(said, times=times, single=single)
    differ = DoseRead(doubt="the words and the coded dose differ")
    if coded.daily is not None:
        return read if _equal(coded.daily, said) else differ
    if coded.each is not None and not (_equal(coded.each, each) or _equal(coded.each, said)):
        return differ
    if coded.times is not None and coded.times != times:
        return differ
    return read


def _equal(one: Dose, other: Dose) -> bool:
    return one.unit == other.unit and abs(one.in_mcg - other.in_mcg) <= 1e-9 * one.in_mcg


def _coded(dosage: Element, strength: Strength) -> _Part:
    """The coded half of a dosage. `never` marks what no words may complete."""
    times, timing_doubt = times_a_day(dosage.child("timing"))
    if timing_doubt:
        return _Part(doubt=timing_doubt, never=True)
    rates = dosage.children("doseAndRate")
    if not rates:
        return _Part(times=times, doubt="no amount is coded")
    amounts = [{k: v for k, v in rate.raw.items() if k != "type"} for rate in rates]
    if any(amount != amounts[0] for amount in amounts):
        return _Part(doubt="several amounts are coded", never=True)
    rate = rates[0]
    if rate.has("doseRange", "rateRange"):
        return _Part(doubt="a range of doses", never=True)
    if rate.has("rateQuantity", "rateRatio"):
        a_day = _rate(rate)
        if a_day is None or rate.has("doseQuantity"):
            return _Part(doubt="its rate could not be read", never=True)
        return _Part(a_day, 1.0, is_rate=True)
    quantity = rate.child("doseQuantity")
    if quantity is None:
        return _Part(times=times, doubt="no amount is coded")
    each, doubt, never = _amount(quantity, strength)
    if each is not None and times is None:
        doubt = "how often it is taken is not coded"
    return _Part(each, times, doubt, never, is_poured=each is not None and _unit(quantity) == "mL")


def _amount(quantity: Element, strength: Strength) -> tuple[Dose | None, str, bool]:
    """One dose; else why not, and whether words may still tell it."""
    value = quantity.number("value")
    if value is None or value <= 0 or quantity.text("comparator"):
        return None, "its amount could not be read", True
    unit = "tablet" if is_of_tablets(quantity) else _unit(quantity)
    if unit == "mg":
        return mg(value), "", False
    if unit == "g":
        return mg(1000 * value), "", False
    if unit == "mcg":
        return mcg(value), "", False
    if unit == "tablet":
        if strength.tablet_mg is not None:
            return mg(value * strength.tablet_mg), "", False
        return None, "it is counted in tablets whose strength is not certain", False
    if unit == "mL":
        if strength.per_mL_mg is not None:
            return mg(value * strength.per_mL_mg), "", False
        return None, "it is measured in mL whose concentration is not certain", False
    # Without any unit the words may still tell; with a strange one they would be guessed at.
    return None, "its amount has no unit known here", quantity.has("unit", "code")


def _unit(quantity: Element) -> str:
    """The unit of an amount; empty when there is none, or when two say different things."""
    printed = _UNITS.get(_bare(quantity.text("unit")), "")
    system = quantity.text("system")
    coded = quantity.text("code") if not system or system_of(system) == UCUM else ""
    if not coded or coded == "1" or not quantity.has("unit"):
        return printed or _UNITS.get(_bare(coded or quantity.text("code")), "")
    meant = _UNITS.get(_bare(coded), "")
    return printed if printed == meant else ""


def is_of_tablets(quantity: Element) -> bool:
    """Whether an amount of one dose or of a filling counts tablets, in any language of orders."""
    if quantity.text("comparator"):
        return False
    named = in_english(f"1 {_bare(quantity.text('unit'))}") == "1 tablets"
    return named or _unit(quantity) == "tablet"


def _bare(unit: str) -> str:
    return unit.lower().replace("µ", "u").replace("μ", "u").strip()


def _rate(rate: Element) -> Dose | None:
    """The amount a day that a pump gives."""
    if ratio := rate.child("rateRatio"):
        top, bottom = ratio.child("numerator"), ratio.child("denominator")
        if top is None or bottom is None:
            return None
        unit, amount = _unit(top), top.number("value")
        hours = {"h": 1.0, "hr": 1.0, "hour": 1.0, "d": 24.0, "day": 24.0}.get(
            _bare(bottom.text("code") or bottom.text("unit"))
        )
        span = bottom.number("value")
        if not amount or not hours or not span or amount < 0 or span < 0:
            return None
        a_day = amount * _HOURS_A_DAY / (span * hours)
    else:
        quantity = rate.child("rateQuantity")
        if quantity is None or not (amount := quantity.number("value")) or amount < 0:
            return None
        written = {_bare(quantity.text(n)).replace(" ", "") for n in ("code", "unit")} - {""}
        halves = [w.partition("/") for w in written]
        meant = {(_UNITS.get(top), _A_DAY.get(below)) for top, _, below in halves}
        if len(meant) != 1:
            return None
        found, times = meant.pop()
        if found is None or times is None:
            return None
        unit, a_day = found, amount * times
    if unit == "mcg":
        return mcg(a_day)
    return mg(a_day) if unit == "mg" else None
