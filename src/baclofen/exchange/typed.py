"""A patient typed by hand as TOML: the names of `Patient`, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from baclofen.assessment import KINDS, Kind
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName, UnreadableFile
from baclofen.exchange.fhir.dates import ages_of, read_day
from baclofen.exchange.none_known import names_none
from baclofen.exchange.product_words import asked_for, dose_and_product
from baclofen.exchange.typed_entries import typed_entries
from baclofen.exchange.typed_medicines import daily_dose, read_medicines, substance_named
from baclofen.exchange.typed_orders import TABLES as ORDER_TABLES
from baclofen.exchange.typed_orders import Ordered, not_a_volume_alone, read_orders
from baclofen.exchange.typed_signs import LOOK_FIRST, signs_named, tells_of_signs
from baclofen.exchange.typed_values import (
    any_date_of,
    beside,
    date_of,
    flag,
    names_of,
    number,
    of_type,
    shown,
)
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.patient import (
    LIMITS,
    TERM_WEEKS,
    UNREAD_ANSWERS,
    Entry,
    KidneyValue,
    Patient,
    creatinine_in_mg_per_dL,
)
from baclofen.regimen import OralOrder, PumpOrder
from baclofen.units import convert, intake_in
from baclofen.value import Value, replace


class Typed(Value):
    """A typed patient, notes on how it was read, and what the file asks for."""

    patient: Patient
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]
    request: Kind | None
    ordered: Ordered


_NUMBERS = (
    "age_y", "weight_kg", "height_cm", "creatinine_mg_per_dL", "creatinine_umol_per_L", "egfr",
    "gestation_weeks", "days_since_injury", "hours_since_antithrombotic", "inr",
)  # fmt: skip
_WORDS = ("sex", "syndrome", "egfr_equation", "label", "lesion_level")
_FLAGS = (
    "dialysis", "pregnant", "alcohol", "lactating", "newborn", "infection_active",
    "surgery_planned", "nil_by_mouth", "admitted", "oral_failed", "epilepsy_resistant",
    "seizure_as_usual", "dose_confirmed", "weight_confirmed", "rate_confirmed",
)  # fmt: skip
_LISTS = ("conditions", "no_conditions", "allergies", "no_allergies", "signs", "no_signs")
_DATES = ("creatinine_on", "egfr_on", "weight_on", "baclofen_since")
KEYS = frozenset({
    *_NUMBERS, *_WORDS, *_FLAGS, *_LISTS, *_DATES, "creatinine", "medicines", "baclofen",
    "born", "weight", "stopped", "hours_since_last_dose", "weeks_at_maximum", "request",
    "baclofen_until", "due_on", "ordered_ahead", "requested", "unread", *ORDER_TABLES,
})  # fmt: skip
#: What people write without its unit, and the key that names one.
_UNITLESS = {
    "age": "age_y",
    "height": "height_cm",
    "gestation": "gestation_weeks",
}
#: What is short for more than one illness, and the keys that it could mean here.
_SHORT: Mapping[str, tuple[str, ...]] = {
    "ms": ("multiple_sclerosis",), "sci": ("spinal_cord_injury",), "cp": ("cerebral_palsy",),
}  # fmt: skip
#: A day without a time.
_LONGEST_DAY = len("2026-11-22")
_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_].*?)\s*")


def _none_known(given: dict[str, Any], notes: list[str]) -> None:
    """That no allergy is known is none to baclofen; beside a name it is not believed."""
    names = given["allergies"]
    if not names_none(names):
        return
    notes.append(f'"{listed(sorted(names))}" was taken as no hypersensitivity to baclofen.')
    given["allergies"], given["no_allergies"] = frozenset(), given["no_allergies"] | {"baclofen"}


def read_typed(table: Mapping[str, Any], known: Knowledge, *, today: date) -> Typed:
    """The patient, notes, and what is requested. Raises a subclass of `InputRefused`.

    >>> from baclofen.knowledge import load_knowledge
    >>> table = {"age_y": 52, "baclofen": "10 mg three times daily"}
    >>> read_typed(table, load_knowledge(), today=date(2026, 11, 22)).patient.baclofen[0].daily
    30 mg
    """
    try:
        return _read(table, known, today)
    except InputRefused as refusal:
        if tells_of_signs(table):
            refusal.and_do(LOOK_FIRST)
        raise


def _read(table: Mapping[str, Any], known: Knowledge, today: date) -> Typed:
    _check_keys(table)
    given: dict[str, Any] = {}
    notes: list[str] = []
    for name in _NUMBERS:
        given[name] = None if name == "egfr" else number(table, name)
    given["age_y"], given["age_most_y"] = _ages(table, given["age_y"], today)
    given["gestation_weeks"] = _weeks(table, given["gestation_weeks"], today)
    given["egfr"] = _egfr(table, notes)
    given["weight_kg"] = _weight(table, given["weight_kg"], notes)
    for name in _WORDS:
        given[name] = of_type(table, name, str, "a text in quotes")
        given[name] = plain(given[name], 200) if given[name] is not None else None
    for name in _FLAGS:
        given[name] = flag(table, name)
    for name in _LISTS:
        given[name] = frozenset(names_of(table, name))
    dates = {name: date_of(table, name, today) for name in _DATES}
    given["conditions"] = _conditions(given["conditions"], known, notes)
    for condition in sorted(given["no_conditions"] - known.codes.conditions):
        raise _unknown(condition, known)
    given["signs"] = signs_named(given["signs"], known, notes, age_y=given["age_y"])
    _none_known(given, notes)
    for name in ("allergies", "no_allergies"):
        given[name] = frozenset(substance_named(n, name, known, notes) for n in given[name])
    given["kidney"] = tuple(_kidney(table, given, dates))
    given["weight_on"] = beside(dates, "weight_on", given["weight_kg"])
    dates["baclofen_until"] = any_date_of(table, "baclofen_until")
    told = read_medicines(table, known, dates, notes, today=today)
    beside(dates, "baclofen_until", told.uses or None)
    given["medicines"], given["baclofen"] = told.medicines, told.uses
    given["ended"] = told.ended
    given["said_none"] = told.said_none
    given["unread_are"] = _unread_are(table)
    ordered = _ordered(table)
    if isinstance(ordered.order, PumpOrder):
        ordered.order.filling.check_day(today)
    if isinstance(ordered.order, OralOrder):
        not_a_volume_alone(ordered.order, told.uses or ())
    entries = typed_entries(table, given, known)
    # What a kept list holds is told in the account: no rule asks for it.
    given["conditions"] &= known.codes.conditions
    given["unread"] = tuple(entry for entry in entries if entry.state == "unread")
    patient = Patient(**{k: v for k, v in given.items() if v is not None})
    return Typed(patient, tuple(notes), entries, _request(table), ordered)


def _conditions(names: frozenset[str], known: Knowledge, notes: list[str]) -> frozenset[str]:
    """The keys of illnesses told by key or as a record names them; what is harmless stays as it
    was told."""
    told: set[str] = set()
    for name in sorted(names):
        if name in known.codes.conditions:
            told.add(name)
        elif found := known.codes.condition_named(name):
            told |= found
            keys = ", ".join(sorted(found))
            notes.append(f'The illness "{plain(name, 60)}" was read as {keys}.')
        elif known.codes.harmless_condition((), name):
            told.add(name)
        else:
            raise _unknown(name, known)
    return frozenset(told)


def _unknown(condition: str, known: Knowledge) -> InputRefused:
    if known.codes.is_denied(condition):
        return InputRefused(
            "condition", repr(plain(condition, 60)), "here stand the illnesses that there are",
            do="Name what is not there, by its key, under no_conditions.",
        )  # fmt: skip
    near = sorted(known.codes.condition_named(condition)) or _SHORT.get(
        condition.strip().casefold(), ()
    )
    return UnknownName(
        "condition", plain(condition, 60), known.codes.conditions, near=near,
        do="Write it in full, as a record names it; `baclofen keys WORD` lists the keys that speak "
           "of a word.",
    )  # fmt: skip


def _check_keys(table: Mapping[str, Any]) -> None:
    if not table:
        raise UnreadableFile(
            "file", "TOML without a single key", "it must hold a patient",
            do='Write for example: age_y = 52, sex = "female", weight_kg = 68.',
        )  # fmt: skip
    for name, value in table.items():
        if not isinstance(name, str):
            raise InputRefused("file", f"a key that is {shown(name)}", "every key must be a text")
        if name in KEYS:
            continue
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            raise InputRefused(
                "file", f"TOML with the heading [{plain(name, 40)}]",
                f"the only headings are {', '.join(sorted(ORDER_TABLES))}",
                do="The keys of a patient stand alone, above the headings.",
            )  # fmt: skip
        if name in _UNITLESS and not isinstance(value, str):
            raise UnitProblem(
                name, f"{shown(value)} without a unit", "its name must say the unit",
                do=f"Write {_UNITLESS[name]} = ...", offers={"missing": ("unit",)},
            )  # fmt: skip
        raise UnknownName("key", plain(name, 60), KEYS)


def _ages(
    table: Mapping[str, Any], age_y: float | None, today: date
) -> tuple[float | None, float | None]:
    """The age as typed, or by the date of birth; the highest too where its day is not told."""
    value = table.get("born")
    if value is None:
        return age_y, None
    if age_y is not None:
        raise InputRefused(
            "born", shown(value), "age_y stands beside it", do="Give one of the two."
        )
    words = str(value) if isinstance(value, date | str) else shown(value)
    born = read_day(words)
    if born is None or len(words) > _LONGEST_DAY:
        raise InputRefused(
            "born", repr(plain(words, 40)), "it must be a date, or its year or year and month",
            do='Write born = "1961-05-12", or what of it is known: "1961-05", "1961".',
        )  # fmt: skip
    if born.first > today:
        raise OutOfRange("born", words, "", f"on or before the day judged, {today}")
    low, high = ages_of(born, today)
    return float(low), None if high is None else float(high)


def _weeks(table: Mapping[str, Any], gestation_weeks: float | None, today: date) -> float | None:
    """Weeks from the last period, as told or by the day on which the delivery is due."""
    due = any_date_of(table, "due_on")
    if due is None:
        return gestation_weeks
    if gestation_weeks is not None:
        raise InputRefused("due_on", str(due), "gestation_weeks stands beside it",
                           do="Give one of the two.")  # fmt: skip
    weeks = TERM_WEEKS - (due - today).days / 7
    low, high, _ = LIMITS["gestation_weeks"]
    if not low <= weeks <= high:
        allowed = f"a day of a pregnancy of {low:g} to {high:g} weeks now"
        raise OutOfRange("due_on", due, "", allowed)
    return weeks


# --- kidney -----------------------------------------------------------------------------


def _kidney(
    table: Mapping[str, Any], given: dict[str, Any], dates: Mapping[str, date | None]
) -> Iterator[KidneyValue]:
    """Dated and unit-carrying values; what is left in `given` is typed without a date."""
    mg_dL, umol_L = given["creatinine_mg_per_dL"], given["creatinine_umol_per_L"]
    with_unit = _creatinine_with_unit(table)
    if sum(value is not None for value in (mg_dL, umol_L, with_unit)) > 1:
        raise InputRefused(
            "creatinine", "given more than once", "it must be given once",
            do="Keep the one the laboratory printed.",
        )  # fmt: skip
    value = with_unit
    if mg_dL is not None:
        value = creatinine_in_mg_per_dL(mg_dL, "mg/dL")
    if umol_L is not None:
        value = creatinine_in_mg_per_dL(umol_L, "umol/L")
    day = beside(dates, "creatinine_on", value)
    if value is not None and (day is not None or with_unit is not None):
        given["creatinine_mg_per_dL"] = given["creatinine_umol_per_L"] = None
        yield KidneyValue("creatinine", value, on=day)
    egfr = given["egfr"]
    if given["egfr_equation"] and egfr is None:
        raise InputRefused("egfr_equation", "alone", "it must stand beside a value of egfr")
    day = beside(dates, "egfr_on", egfr)
    if day is not None:
        low, high, unit = LIMITS["egfr"]
        if not low <= egfr <= high:
            raise OutOfRange("egfr", egfr, unit, f"between {low:g} and {high:g}")
        given["egfr"] = None
        yield KidneyValue("egfr", egfr, on=day, equation=given["egfr_equation"] or "")


def _weight(table: Mapping[str, Any], kilograms: float | None, notes: list[str]) -> float | None:
    """`weight_kg`, or a weight in words with its unit: "70 kg", "154 lb"."""
    value = table.get("weight")
    if value is None:
        return kilograms
    if not isinstance(value, str):
        raise UnitProblem(
            "weight", f"{shown(value)} without a unit", "its name must say the unit",
            do='Write weight_kg = ..., or weight = "154 lb".', offers={"missing": ("unit",)},
        )  # fmt: skip
    text = value
    if kilograms is not None:
        raise InputRefused("weight", "given twice", "it must be given once")
    _without_comma("weight", text)
    found = _AMOUNT.fullmatch(text)
    unit = {"lbs": "lb", "pounds": "lb", "kilograms": "kg"}.get(found[2], found[2]) if found else ""
    if found is None or unit not in ("kg", "lb"):
        bare = re.fullmatch(r"\s*[\d.]+\s*", text)
        raise UnitProblem(
            "weight", repr(plain(text, 40)) + (" without a unit" if bare else ""),
            "its unit must be kg or lb", do='Write weight_kg = ..., or weight = "154 lb".',
            why="M-UNITS", offers={"missing": ("unit",)} if bare else {},
        )  # fmt: skip
    weight = convert(float(found[1]), unit, "kg")
    if unit != "kg":
        notes.append(f'The weight "{plain(text, 40)}" was read as {weight:.1f} kg.')
    return weight


def _without_comma(name: str, value: object) -> None:
    """Refuse a decimal comma by its name: the unit beside it may be right."""
    if isinstance(value, str) and re.match(r"\s*\d+,\d", value):
        raise UnitProblem(
            name, repr(plain(value, 40)), "a comma can be read in two ways",
            do="Write the amount with a point.", why="M-UNITS",
        )  # fmt: skip


def _egfr(table: Mapping[str, Any], notes: list[str]) -> float | None:
    """The number; words without one ("normal", "stage 3") are no value, and are named."""
    value = table.get("egfr")
    if not isinstance(value, str):
        return number(table, "egfr")
    notes.append(
        f'"{plain(value, 60)}" is no eGFR: the number (mL/min/1.73 m2) is needed. Until then '
        "the kidney function is unknown."
    )
    return None


def _creatinine_with_unit(table: Mapping[str, Any]) -> float | None:
    value = table.get("creatinine")
    if value is None:
        return None
    if isinstance(value, str) and (found := _AMOUNT.fullmatch(value)):
        return creatinine_in_mg_per_dL(float(found[1]), found[2])
    _without_comma("creatinine", value)
    came = shown(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        came += " without a unit"
    raise UnitProblem(
        "creatinine", came, "its unit must be mg/dL or umol/L",
        do="Write creatinine_mg_per_dL = ..., or creatinine_umol_per_L = ...", why="M-UNITS",
    )  # fmt: skip


def _unread_are(table: Mapping[str, Any]) -> str | None:
    value = of_type(table, "unread", str, "a text in quotes")
    if value is not None and value not in UNREAD_ANSWERS:
        raise UnknownName("unread", plain(value, 40), UNREAD_ANSWERS)
    return value


# --- what is asked ----------------------------------------------------------------------


def _request(table: Mapping[str, Any]) -> Kind | None:
    value = of_type(table, "request", str, "a text in quotes")
    for known in KINDS:
        if value == known:
            return known
    if value is not None:
        raise UnknownName("request", plain(value, 40), KINDS)
    return None


def _ordered(table: Mapping[str, Any]) -> Ordered:
    """The order tables, or the day's dose by mouth that `requested` asks about."""
    ordered = read_orders(table)
    value = of_type(table, "requested", str, "a dose in words, in quotes")
    if value is None:
        return ordered
    if ordered.order is not None:
        raise InputRefused(
            "requested", repr(plain(value, 40)), "an order table stands beside it",
            do="Say it once: in the table, or with requested.",
        )  # fmt: skip
    dose, named = dose_and_product(value)
    daily = daily_dose(dose, "requested")
    return replace(ordered, order=asked_for(daily, named, each=intake_in(dose)))
