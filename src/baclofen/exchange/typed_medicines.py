"""Medicines and baclofen typed by hand: names, codes, doses in words, what was stopped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from baclofen.exchange.fhir.sig import read_sig, read_sum
from baclofen.exchange.names import is_baclofen
from baclofen.exchange.product_words import dose_before_product, poured_in_mg
from baclofen.exchange.routes import is_by_pump, route_notes, route_of_brand
from baclofen.exchange.typed_ahead import with_ordered_ahead
from baclofen.exchange.typed_values import any_date_of, beside, not_too_many, number, of_type, shown
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, EndedMedicine, Medicine
from baclofen.regimen import BY_MOUTH, in_unit, not_beyond_people
from baclofen.units import Dose, intake_in, parse_daily_dose
from baclofen.value import Value, replace

#: What a medicine typed as a table may hold.
_MEDICINE_KEYS = ("name", "route", "atc", "rxnorm", "since", "until")
#: "7,5 mg" is seven and a half to one reader and seventy-five to the next.
_COMMA = re.compile(r"\d,(?!\d{3}(?!\d))|\d,\d{3}\s*mg", re.ASCII)


def substance_named(name: str, key: str, known: Knowledge, notes: list[str]) -> str:
    """An allergy by its ingredient: "Lioresal" is one to baclofen."""
    if known.codes.baclofen not in known.codes.medicine(name).ingredients:
        return name.lower()
    if name.lower() != known.codes.baclofen.name:
        notes.append(f'"{name}" in {key} was read as baclofen.')
    return known.codes.baclofen.name


class Told(Value):
    """What was told of medicines and baclofen; `ended` are those whose last day is past, and
    `said_none` was said although a medicine is baclofen."""

    medicines: tuple[Medicine, ...] | None
    ended: tuple[EndedMedicine, ...]
    uses: tuple[BaclofenUse, ...] | None
    said_none: bool


def read_medicines(
    table: Mapping[str, Any], known: Knowledge, dates: Mapping[str, date | None], notes: list[str],
    *, today: date,
) -> Told:  # fmt: skip
    """Medicines and baclofen. Where "none" stands beside an entry of baclofen, it is taken."""
    listed = table.get("medicines")
    every = None if listed is None else _listed(listed)
    ended = tuple(one for one in every or () if isinstance(one, EndedMedicine) and one.on < today)
    told = None if every is None else tuple(_taken(one) for one in every if one not in ended)
    names = None if told is None else [m.name for m in told]
    uses = _baclofen(table.get("baclofen"))
    seen = [(m, known.codes.medicine(m.name, rxnorm=m.rxnorm, atc=m.atc)) for m in told or ()]
    ours = [m.name for m, taken_for in seen if is_baclofen(taken_for, m.name, known.codes)]
    said_none = uses == () and bool(ours)
    if ours and not uses:
        uses = tuple(_from_medicine(name, known) for name in ours)
        notes.append(f'"{ours[0]}" among the medicines was read as baclofen that is taken now.')
    elif ours and uses:
        more = tuple(n for n in ours if not any(_is_the_same(n, use, known) for use in uses))
        uses += tuple(_from_medicine(name, known) for name in more)
        notes += [
            f'"{n}" among the medicines was read as baclofen beside what is told.' for n in more
        ]
    ended, gone = _without_baclofen(ended, known)
    if gone:
        uses = (*(uses or ()), *gone)
    uses = _doubted(_with_stopped(table, uses), dates["baclofen_until"], today)
    uses = with_ordered_ahead(table, uses, today)
    since = beside(dates, "baclofen_since", uses or None)
    if uses and since:
        uses = tuple(replace(use, since=since) for use in uses)
    top = number(table, "weeks_at_maximum")
    if top is not None:
        if not uses:
            raise InputRefused(
                "weeks_at_maximum", f"{top:g} alone", "it must stand beside baclofen"
            )
        uses = tuple(replace(use, weeks_at_maximum=top) for use in uses)
    notes += route_notes(((m.name, taken_for) for m, taken_for in seen), known)
    if names == []:
        notes.append("The empty list of medicines was read as your statement that none is taken.")
    medicines = None if told is None else tuple(dict.fromkeys(told))
    return Told(medicines, ended, uses, said_none)


def _taken(one: Medicine | EndedMedicine) -> Medicine:
    return one.medicine if isinstance(one, EndedMedicine) else one


def _without_baclofen(
    ended: tuple[EndedMedicine, ...], known: Knowledge
) -> tuple[tuple[EndedMedicine, ...], tuple[BaclofenUse, ...]]:
    """The medicines that ended but for baclofen, and baclofen as uses that were stopped."""
    kept, gone = [], []
    for one in ended:
        what = one.medicine
        seen = known.codes.medicine(what.name, rxnorm=what.rxnorm, atc=what.atc)
        if is_baclofen(seen, what.name, known.codes):
            gone.append(BaclofenUse("unknown", "stopped", what.name, stopped_on=one.on))
        else:
            kept.append(one)
    return tuple(kept), tuple(gone)


def _doubted(
    uses: tuple[BaclofenUse, ...] | None, until: date | None, today: date
) -> tuple[BaclofenUse, ...] | None:
    """What was told to run, with the day on which its days or its supply end, in doubt where they
    have ended."""
    if not uses or until is None:
        return uses
    if until >= today:
        return tuple(u if u.status == "stopped" else replace(u, until=until) for u in uses)
    doubt = f"Its days or its supply ended on {until}: is it still taken?"
    return tuple(
        use if use.status == "stopped" else replace(use, status="unknown", doubt=doubt)
        for use in uses
    )


def _listed(value: object) -> tuple[Medicine | EndedMedicine, ...]:
    """Medicines as names, or as tables: { name = "...", atc = "...", since = ... }, or a route;
    with `until` where they ended."""
    if not isinstance(value, list):
        raise InputRefused("medicines", shown(value), 'it must be a list of texts: ["...", "..."]')
    not_too_many("medicines", value)
    return tuple(_one_medicine(entry) for entry in value)


def _one_medicine(entry: object) -> Medicine | EndedMedicine:
    if isinstance(entry, str):
        return Medicine(plain(entry, 200))
    if not isinstance(entry, dict) or not entry:
        raise InputRefused(
            "medicines", shown(entry), 'it must be a list of texts: ["...", "..."]',
            do='A code is written { name = "pregabalin", atc = "N02BF02" }.',
        )  # fmt: skip
    for key in entry:
        if key not in _MEDICINE_KEYS:
            raise UnknownName("key of a medicine", plain(key, 40), _MEDICINE_KEYS)
    codes = {key: of_type(entry, key, str, "a text in quotes") for key in _MEDICINE_KEYS[:4]}
    since, until = (any_date_of(entry, name) for name in ("since", "until"))
    named = codes["name"] or codes["atc"] or codes["rxnorm"]
    if named is None:
        raise InputRefused("medicines", "a table without name, atc or rxnorm", "one is needed")
    # The way a medicine is given stands in its name, where every reader sees it.
    medicine = Medicine(
        plain(f"{named}, {codes['route']}" if codes["route"] else named, 200),
        rxnorm=(codes["rxnorm"],) if codes["rxnorm"] else (),
        atc=(codes["atc"],) if codes["atc"] else (),
        since=since,
    )
    return medicine if until is None else EndedMedicine(medicine, until)


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


def _from_medicine(name: str, known: Knowledge) -> BaclofenUse:
    """Baclofen among the medicines: by pump where its name says so; else how is asked."""
    by_pump = is_by_pump(name, known) or route_of_brand(name, known) == "intrathecal"
    asked = "300 mcg/day" if by_pump else "10 mg three times daily"
    doubt = f'Give its dose as baclofen = "{asked}"'
    return BaclofenUse("intrathecal" if by_pump else "unknown", "active", name, doubt=doubt)


#: The strength of a tablet in a medicine's name; that of a liquid has a volume behind it.
_STRENGTH = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s*mg\b(?!\s*/)", re.IGNORECASE)


def _is_the_same(name: str, use: BaclofenUse, known: Knowledge) -> bool:
    """Whether baclofen among the medicines may be what is told to be taken: by the same way, and of
    a strength whose halves give the dose. A second supply is none of these."""
    if (_from_medicine(name, known).route == "intrathecal") != (use.route == "intrathecal"):
        return False
    strength, daily = _STRENGTH.search(name), use.daily
    if strength is None or daily is None or daily.unit != "mg":
        return True
    half = float(strength[1]) / 2
    intake = (intake_in(use.as_written) or daily).in_mg
    return half > 0 and abs(intake / half - round(intake / half)) < 1e-9  # rounding of print


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


#: Words of someone who swallows it: a pump gives by the day or the hour.
_SWALLOWED = re.compile(
    r"twice|three times|four times|\b(?:bd|bid|tds|tid|qds|qid)\b|every|\d\s*(?:x|times)",
    re.IGNORECASE | re.ASCII,
)


def _use(text: str) -> BaclofenUse:
    daily = daily_dose(dose_before_product(poured_in_mg(text)), "baclofen")
    if daily.unit == "mcg" and _SWALLOWED.search(text):
        # Refused as an order by mouth is: it names what could have been meant.
        in_unit("oral daily dose", daily, "mg", meant=BY_MOUTH)
    not_beyond_people("oral daily dose", daily)
    return BaclofenUse(
        "oral" if daily.unit == "mg" else "intrathecal", "active", plain(text, 200), daily
    )


def daily_dose(text: str, name: str) -> Dose:
    shown = plain(text, 80)
    if _COMMA.search(text):
        raise UnitProblem(
            name, repr(shown), "a comma can be read in two ways",
            do="Write the amount with a point, or without a separator.", why="PR-DOSE-UNIT",
        )  # fmt: skip
    try:
        return parse_daily_dose(shown, name=name)
    except UnitProblem:
        # Tablets of a strength come before their amount: "1-1-1 Tbl. zu 10 mg".
        if (found := read_sig(shown)) and found.each.unit == "mg":
            return found.daily
        raise
    except (InputRefused, ArithmeticError, ValueError) as refused:
        # As orders on record say it: "20 mg at night", or two doses of a day.
        if (found := read_sig(shown) or read_sum(shown, None)) and found.each.unit == "mg":
            return found.daily
        if isinstance(refused, InputRefused):
            raise
        raise InputRefused(name, repr(shown), "how often it is taken could not be read") from None
