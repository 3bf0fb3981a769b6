"""Doses by mouth of a record that were given, or were not, each at its time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.concept import names_of
from baclofen.exchange.fhir.dosage import single_dose
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.references import typed
from baclofen.exchange.fhir.sig_single import goes_as_ordered, names_one
from baclofen.exchange.fhir.signs import read_route
from baclofen.exchange.fhir.strength import strength_of
from baclofen.exchange.fhir.systems import codings
from baclofen.exchange.fhir.timing import words_beside
from baclofen.knowledge import Knowledge, NotGiven, reasons_together
from baclofen.knowledge.numbers import SeveralSteps
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

Said = Literal["taken", "missed", "otherwise", "unneeded", "unread", "unclear", "nothing"]

#: Less than this by mouth is rather a pump's dose (SLIP-PUMP-BY-MOUTH).
_LEAST_IN_MCG = mg(1)
#: What a state says of the dose: of every other one nobody knows whether it was taken.
_SAYS: Mapping[str, Said] = {"completed": "taken", "in-progress": "taken", "not-done": "missed"}
#: What a dose that was not given says by its reason. Without one it says what its state does.
_BY_REASON: Mapping[NotGiven, Said] = {
    "none": "missed", "untold": "missed", "otherwise": "otherwise", "unneeded": "unneeded",
    "": "unread",
}  # fmt: skip


#: By which words of a chart say that it was not given, where they tell no reason.
_NOT = re.compile(
    r"\b(?:not|non|nicht|no|pas|keine?|omitted|missed|omiss?|omesso|omitid[oa]|ausgelassen)\b",
    re.IGNORECASE,
)


#: Words that hold a figure may hold an amount.
_FIGURE = re.compile(r"\d")


class Given(Value):
    """One administration of baclofen. `said` is what it says of its dose: "missed" where the
    patient did not get it, "otherwise" where it was or may have been taken all the same,
    "unneeded", "unread" where nobody could read why it was not given, "unclear" where its state
    tells nothing, "nothing" where it is none by mouth, or was told already. `dose` is what was
    taken, None where none was or nobody tells how much; `told` what is written, also in words or
    more than anyone was given; `why` is why no dose of it is kept, `reason` the words for which it
    was not given. `whole_day`: only the day is told, and `at` is its noon. `is_double`: it may be
    the one before, entered once more.
    """

    resource: Element
    at: datetime
    said: Said
    dose: Dose | None = None
    why: str = ""
    told: Dose | None = None
    dark: str = ""
    reason: str = ""
    whole_day: bool = False
    is_double: bool = False

    @property
    def where(self) -> str:
        return self.resource.where


class _Told:
    """The administrations of one dose and time, as far as they are told apart."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._parts_of: set[str] = set()
        self._identifiers: set[tuple[str, str]] = set()
        self._is_nameless = False

    def once_more(self, one: Given) -> Given:
        """One of them, as what it is beside those before it: one of these again, another dose, or
        either."""
        resource, known = one.resource, bool(self._ids or self._identifiers or self._is_nameless)
        id, identifiers, of = resource.text("id"), _identifiers(resource), _part_of(resource)
        is_same = id in self._ids | self._parts_of or bool(
            identifiers & self._identifiers or of & self._ids
        )
        is_nameless = not (id or identifiers)
        if known and (one.said != "taken" or is_same):
            one = replace(one, said="nothing", why="the same at the same time once more")
        elif known and not one.why and (is_nameless or self._is_nameless):
            why = "the same at the same time once more: another dose, or one entered twice"
            one = replace(one, said="nothing", why=why, is_double=True)
        self._ids |= {id} - {""}
        self._parts_of |= of
        self._identifiers |= identifiers
        self._is_nameless |= is_nameless
        return one


def administrations(orders: Iterable[Order], known: Knowledge) -> Iterator[Given | str]:
    """Every administration of baclofen; of one without its day the place alone. Two of the same
    dose and time are two doses where each has its own id or identifier."""
    seen: dict[tuple[datetime, Said, Dose | None], _Told] = {}
    for order in orders:
        if order.kind != "MedicationAdministration" or not order.is_baclofen:
            continue
        at = moment(order.resource)
        if at is None:
            yield order.resource.where
            continue
        one = _read(order, at, known)
        if one.said != "nothing" and not one.whole_day:
            one = seen.setdefault((at, one.said, one.dose), _Told()).once_more(one)
        yield one


def _read(order: Order, at: datetime, known: Knowledge) -> Given:
    """What one says of its dose, the dose by mouth, why there is none, and why none was given."""
    resource, status = order.resource, order.resource.text("status")
    made = Given(resource, at, "nothing", whole_day=is_day_alone(resource))
    route, doubt = read_route(order, known)
    if route == "intrathecal":
        return replace(made, why="given into the spine")
    if doubt:
        return replace(made, why=doubt)
    said = _SAYS.get(status, "unclear")
    if said == "missed":
        means, words = _reason(resource, known)
        said = _BY_REASON[means]
        why = "" if said == "missed" else f'not given here ("{words}")'
        return replace(made, said=said, why=why, reason=words)
    told, why = _dose_given(order, known, by_mouth=route == "oral")
    text, is_coded = _as_charted(order)
    denied = known.codes.why_not_given([], [text]) if text and said == "taken" else ""
    is_denied = denied == "none" or (denied == "untold" and _NOT.search(text) is not None)
    if (told is not None and told.in_mcg == 0) or (is_denied and not is_coded):
        return replace(made, said="missed")
    if is_denied:
        words = plain(text, 80)
        return replace(made, said="unread", why=f'"{words}" beside an amount', reason=words)
    # An amount that nobody could read is asked about whatever else is said of it.
    is_quiet = told is not None or (denied and not _FIGURE.search(text))
    dark = "" if is_quiet else _dark(order)
    if status == "completed" and (words := _came_back(resource, known)):
        return replace(made, said="missed", reason=words)
    if told is not None and (more := _by_note(order, told, known)) is not None:
        told, why = more, f"{told} by its dose and {more} by its note"
    if status != "completed":
        why = f"{status or 'of no status'}: whether it was taken is not told"
    return replace(made, said=said, dose=None if why else told, why=why, told=told, dark=dark)


def _as_charted(order: Order) -> tuple[str, bool]:
    """What one says in words of its dose, and whether an amount is coded beside it."""
    dosages = dosages_of(order.kind, order.resource)
    return (words_beside(dosages[0]), dosages[0].has("dose")) if dosages else ("", False)


def _dark(order: Order) -> str:
    """An amount that nobody could read, as it is written; empty where none is told."""
    dosages = dosages_of(order.kind, order.resource)
    if not dosages:
        return ""
    if quantity := dosages[0].child("dose"):
        value, unit = quantity.number("value"), quantity.text("unit") or quantity.text("code")
        shown = "" if value is None else f"{value:g} {unit or 'without a unit'}"
        return plain(f"{quantity.text('comparator')} {shown}".strip(), 60)
    text = words_beside(dosages[0])
    return "" if goes_as_ordered(text) else plain(text, 60)


def _reason(resource: Element, known: Knowledge) -> tuple[NotGiven, str]:
    """What the reasons for which it was not given say, and their words; a remark is one where no
    other is there, and where it says that the dose was taken all the same."""
    said: list[NotGiven] = []
    words: list[str] = []
    for concept in resource.children("statusReason"):
        found = codings(concept)
        names = names_of(concept, found)
        said.append(known.codes.why_not_given([(c.system, c.code) for c in found], names))
        words += names or [c.code for c in found]
    for note in resource.children("note"):
        text = note.text("text")
        means = known.codes.why_not_given([], [text])
        if text and (means == "otherwise" or not resource.children("statusReason")):
            said.append(means)
            words.append(text)
    return reasons_together(said), plain("; ".join(dict.fromkeys(words)), 80)


def _came_back(resource: Element, known: Knowledge) -> str:
    """The note of a dose that was given, by which it was not swallowed or did not stay down."""
    notes = (plain(note.text("text"), 80) for note in resource.children("note"))

    def says_so(one: str) -> bool:
        codes = known.codes
        return codes.told.came_back(one) or codes.why_not_given([], [one]) == "none"

    return next(filter(says_so, notes), "")


def _by_note(order: Order, told: Dose, known: Knowledge) -> Dose | None:
    """What a note says was given, where that is far more than the dose beside it; else None.

    Facts: `DO-DOUBLE-MORE`.
    """
    strength = strength_of(order, known, is_counted=True)
    notes = (note.text("text") for note in order.resource.children("note"))
    named = [dose for text in notes if (dose := names_one(text, strength)) is not None]
    most = max(named, default=told)
    return most if most.in_mcg >= known.of(SeveralSteps).times * told.in_mcg else None


def _identifiers(resource: Element) -> frozenset[tuple[str, str]]:
    return frozenset(
        (one.text("system"), value)
        for one in resource.children("identifier") if (value := one.text("value"))
    )  # fmt: skip


def _part_of(resource: Element) -> frozenset[str]:
    """The ids of the administrations that one says it is a part of."""
    named = (typed(one.text("reference")).split("/") for one in resource.children("partOf"))
    return frozenset(name[1] for name in named if name[0] == "MedicationAdministration")


def _dose_given(order: Order, known: Knowledge, *, by_mouth: bool) -> tuple[Dose | None, str]:
    """The dose by mouth of one administration, in mg, and why none of it is kept."""
    dosages = dosages_of(order.kind, order.resource)
    dose, why = single_dose(dosages[0], order, known) if dosages else (None, "no dose in it")
    if dose is None and dosages and not dosages[0].has("dose"):
        strength = strength_of(order, known, is_counted=True)
        return names_one(words_beside(dosages[0]), strength), why
    if dose is None or dose.unit == "mg":
        return dose, why
    if by_mouth and dose >= _LEAST_IN_MCG:
        return mg(dose.in_mg), ""
    return None, f"{dose}: it may have gone into the spine"


# --- when -------------------------------------------------------------------------------


def moment(resource: Element) -> datetime | None:
    """When it happened: the time as written, or noon of a day without one."""
    written = _written(resource)
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    if is_day_alone(resource):
        return datetime.combine(when.date(), time(12), UTC)
    # FHIR asks for a zone with every time; without one its day is still known.
    return when if when.utcoffset() is not None else when.replace(tzinfo=UTC)


def is_day_alone(resource: Element) -> bool:
    """Whether only the day of it is told."""
    return len(_written(resource)) <= len("2026-11-22")


def _written(resource: Element) -> str:
    period = resource.child("effectivePeriod")
    return resource.text("effectiveDateTime") or (period.text("start") if period else "")
