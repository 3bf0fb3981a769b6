"""A patient typed by hand as TOML: the names of `Patient`, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from baclofen.assessment import KINDS, Kind
from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName, UnreadableFile
from baclofen.exchange.names import is_baclofen
from baclofen.exchange.typed_orders import TABLES as ORDER_TABLES
from baclofen.exchange.typed_orders import Ordered, read_orders
from baclofen.exchange.typed_values import date_of, names_of, number, of_type, shown
from baclofen.exchange.wording import plain
from baclofen.knowledge import Knowledge
from baclofen.patient import (
    LIMITS,
    BaclofenUse,
    KidneyValue,
    Medicine,
    Patient,
    creatinine_in_mg_per_dL,
)
from baclofen.regimen import OralOrder
from baclofen.units import Dose, parse_daily_dose


@dataclass(frozen=True)
class Typed:
    """A typed patient, notes on how it was read, and what the file asks for."""

    patient: Patient
    notes: tuple[str, ...]
    request: Kind | None
    ordered: Ordered


_NUMBERS = (
    "age_y", "weight_kg", "height_cm", "creatinine_mg_per_dL", "creatinine_umol_per_L", "egfr",
    "gestation_weeks", "days_since_injury",
)  # fmt: skip
_WORDS = ("sex", "syndrome", "egfr_equation", "label")
_FLAGS = (
    "dialysis", "pregnant", "alcohol", "lactating", "newborn", "infection_active",
    "surgery_planned", "oral_failed", "epilepsy_resistant",
)  # fmt: skip
_LISTS = ("conditions", "no_conditions", "allergies", "no_allergies", "signs", "no_signs")
_DATES = ("creatinine_on", "egfr_on", "weight_on", "baclofen_since")
KEYS = frozenset({
    *_NUMBERS, *_WORDS, *_FLAGS, *_LISTS, *_DATES, "creatinine", "medicines", "baclofen",
    "stopped", "hours_since_last_dose", "weeks_at_maximum", "request", "requested",
    *ORDER_TABLES,
})  # fmt: skip
#: What people write without its unit, and the key that names one.
_UNITLESS = {
    "age": "age_y",
    "weight": "weight_kg",
    "height": "height_cm",
    "gestation": "gestation_weeks",
}
_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_].*?)\s*")
#: "7,5 mg" is seven and a half to one reader and seventy-five to the next.
_COMMA = re.compile(r"\d,(?!\d{3}(?!\d))|\d,\d{3}\s*mg", re.ASCII)


def read_typed(table: Mapping[str, Any], known: Knowledge, *, today: date) -> Typed:
    """The patient, notes, and what is requested. Raises a subclass of `InputRefused`.

    >>> from baclofen.knowledge import load_knowledge
    >>> table = {"age_y": 52, "baclofen": "10 mg three times daily"}
    >>> read_typed(table, load_knowledge(), today=date(2026, 11, 22)).patient.baclofen[0].daily
    30 mg
    """
    _check_keys(table)
    given: dict[str, Any] = {}
    for name in _NUMBERS:
        given[name] = number(table, name)
    for name in _WORDS:
        given[name] = of_type(table, name, str, "a text in quotes")
        given[name] = plain(given[name], 200) if given[name] is not None else None
    for name in _FLAGS:
        given[name] = of_type(table, name, bool, "true or false")
    for name in _LISTS:
        given[name] = frozenset(names_of(table, name))
    dates = {name: date_of(table, name, today) for name in _DATES}
    for name in ("conditions", "no_conditions"):
        for condition in sorted(given[name]):
            if condition not in known.codes.conditions:
                raise UnknownName("condition", condition, known.codes.conditions)
    notes: list[str] = []
    for name in ("allergies", "no_allergies"):
        given[name] = frozenset(_substance(n, name, known, notes) for n in given[name])
    given["kidney"] = tuple(_kidney(table, given, dates))
    given["weight_on"] = _beside(dates, "weight_on", given["weight_kg"])
    given["medicines"], given["baclofen"] = _medicines(table, known, dates, notes)
    patient = Patient(**{k: v for k, v in given.items() if v is not None})
    return Typed(patient, tuple(notes), _request(table), _ordered(table))


def _check_keys(table: Mapping[str, Any]) -> None:
    if not table:
        raise UnreadableFile(
            "file", "TOML without a single key", "it must hold a patient",
            do='Write for example: age_y = 52, sex = "female", weight_kg = 68.',
        )  # fmt: skip
    for name, value in table.items():
        if name in KEYS:
            continue
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            raise InputRefused(
                "file", f"TOML with the heading [{plain(name, 40)}]",
                "the keys of a patient stand alone, without headings",
            )  # fmt: skip
        if name in _UNITLESS and not isinstance(value, str):
            raise UnitProblem(
                name, f"{shown(value)} without a unit", "its name must say the unit",
                do=f"Write {_UNITLESS[name]} = ...",
            )  # fmt: skip
        raise UnknownName("key", plain(name, 60), KEYS)


# --- kidney -----------------------------------------------------------------------------


def _beside(dates: Mapping[str, date | None], name: str, value: object) -> date | None:
    """A date that belongs to a value, which must be there."""
    day = dates[name]
    if day is not None and value is None:
        what = name.removesuffix("_on").removesuffix("_since")
        raise InputRefused(name, f"{day} alone", f"it must stand beside a value of {what}")
    return day


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
    day = _beside(dates, "creatinine_on", value)
    if value is not None and (day is not None or with_unit is not None):
        given["creatinine_mg_per_dL"] = given["creatinine_umol_per_L"] = None
        yield KidneyValue("creatinine", value, on=day)
    egfr = given["egfr"]
    if given["egfr_equation"] and egfr is None:
        raise InputRefused("egfr_equation", "alone", "it must stand beside a value of egfr")
    day = _beside(dates, "egfr_on", egfr)
    if day is not None:
        low, high, unit = LIMITS["egfr"]
        if not low <= egfr <= high:
            raise OutOfRange("egfr", egfr, unit, f"between {low:g} and {high:g}")
        given["egfr"] = None
        yield KidneyValue("egfr", egfr, on=day, equation=given["egfr_equation"] or "")


def _creatinine_with_unit(table: Mapping[str, Any]) -> float | None:
    value = table.get("creatinine")
    if value is None:
        return None
    if isinstance(value, str) and (found := _AMOUNT.fullmatch(value)):
        return creatinine_in_mg_per_dL(float(found[1]), found[2])
    came = shown(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        came += " without a unit"
    raise UnitProblem(
        "creatinine", came, "its unit must be mg/dL or umol/L",
        do="Write creatinine_mg_per_dL = ..., or creatinine_umol_per_L = ...", why="M-UNITS",
    )  # fmt: skip


# --- medicines and baclofen -------------------------------------------------------------


def _substance(name: str, key: str, known: Knowledge, notes: list[str]) -> str:
    """An allergy by its ingredient: "Lioresal" is one to baclofen."""
    if known.codes.baclofen not in known.codes.medicine(name).ingredients:
        return name.lower()
    if name.lower() != known.codes.baclofen.name:
        notes.append(f'"{name}" in {key} was read as baclofen.')
    return known.codes.baclofen.name


def _medicines(
    table: Mapping[str, Any], known: Knowledge, dates: Mapping[str, date | None], notes: list[str]
) -> tuple[tuple[Medicine, ...] | None, tuple[BaclofenUse, ...] | None]:
    names = names_of(table, "medicines") if table.get("medicines") is not None else None
    uses = _baclofen(table.get("baclofen"))
    ours = [n for n in names or () if is_baclofen(known.codes.medicine(n), n, known.codes)]
    if ours and uses == ():
        raise InputRefused(
            "baclofen", f'"none", while the medicines name {ours[0]!r}', "it must be one of the two"
        )
    if ours and uses is None:
        uses = tuple(_from_medicine(name) for name in ours)
        notes.append(f'"{ours[0]}" among the medicines was read as baclofen that is taken now.')
    uses = _with_stopped(table, uses)
    since = _beside(dates, "baclofen_since", uses or None)
    if uses and since:
        uses = tuple(replace(use, since=since) for use in uses)
    top = number(table, "weeks_at_maximum")
    if top is not None:
        if not uses:
            raise InputRefused(
                "weeks_at_maximum", f"{top:g} alone", "it must stand beside baclofen"
            )
        uses = tuple(replace(use, weeks_at_maximum=top) for use in uses)
    if names == []:
        notes.append("The empty list of medicines was read as your statement that none is taken.")
    return None if names is None else tuple(Medicine(n) for n in dict.fromkeys(names)), uses


def _with_stopped(
    table: Mapping[str, Any], uses: tuple[BaclofenUse, ...] | None
) -> tuple[BaclofenUse, ...] | None:
    """The uses, with one that was stopped lately: `stopped = "75 mg/day"` and the hours since."""
    words = of_type(table, "stopped", str, "a dose in words, in quotes")
    hours = number(table, "hours_since_last_dose")
    if words is None:
        if hours is not None:
            raise InputRefused(
                "hours_since_last_dose", f"{hours:g} alone", "it must stand beside stopped",
                do='Say what was stopped: stopped = "75 mg/day".',
            )  # fmt: skip
        return uses
    use = replace(_use(words), status="stopped", hours_since_last=hours)
    return (*(uses or ()), use)


def _from_medicine(name: str) -> BaclofenUse:
    doubt = 'Give its dose as baclofen = "10 mg three times daily"'
    return BaclofenUse("unknown", "active", name, doubt=doubt)


def _baclofen(value: object) -> tuple[BaclofenUse, ...] | None:
    if value is None:
        return None
    if isinstance(value, str) and value.strip().lower() == "none":
        return ()
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
        raise InputRefused(
            "baclofen", shown(value), 'it must be "none", one dose in words, or a list of them',
            do='Write for example baclofen = "10 mg three times daily".',
        )  # fmt: skip
    return tuple(_use(text) for text in texts)


def _use(text: str) -> BaclofenUse:
    daily = _dose(text, "baclofen")
    return BaclofenUse(
        "oral" if daily.unit == "mg" else "intrathecal", "active", plain(text, 200), daily
    )


def _dose(text: str, name: str) -> Dose:
    shown = plain(text, 80)
    if _COMMA.search(text):
        raise UnitProblem(
            name, repr(shown), "a comma can be read in two ways",
            do="Write the amount with a point, or without a separator.", why="PR-DOSE-UNIT",
        )  # fmt: skip
    try:
        return parse_daily_dose(shown, name=name)
    except (ArithmeticError, ValueError):
        raise InputRefused(name, repr(shown), "how often it is taken could not be read") from None


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
    daily = _dose(value, "requested")
    return replace(ordered, order=OralOrder(daily=daily))
