"""Happenings from words: a kind and its fields, as on a command line or in a row of a table.

The fields of each kind are those of its class; there is no second list of them to keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange import toml_value, yes_or_no
from baclofen.record.happened import (
    Accepted,
    Corrected,
    DoseSet,
    Happening,
    Imported,
    Overridden,
    Planned,
    Told,
)
from baclofen.record.kind import kind_of
from baclofen.record.observed import Measured
from baclofen.units import Dose, parse_daily_dose, parse_dose
from baclofen.value import fields

#: Written by the program itself, never typed.
_OURS = (Imported, Planned, Corrected)
#: Told by commands of their own.
_ELSEWHERE = (Accepted, Overridden)
#: Letters of a note: a page. More of one is refused, and never cut without a word.
_LONGEST = 2_000
_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(\S.*?)?\s*", re.ASCII)
_TIMES = re.compile(r"\b(?:once|twice|three times|four times|(\d+)\s*(?:x|times))\b", re.IGNORECASE)
_COUNTS = {"once": 1, "twice": 2, "three times": 3, "four times": 4}


@cache
def kinds() -> Mapping[str, type[Any]]:
    """Every kind that can be told, by its name."""
    return {
        kind_of(kind): kind for kind in get_args(Happening) if kind not in (*_OURS, *_ELSEWHERE)
    }


@cache
def keys_of(kind: str) -> Mapping[str, Any]:
    """The fields of a kind, each with its type."""
    hints = get_type_hints(kinds()[kind])
    return {f.name: hints[f.name] for f in fields(kinds()[kind])}


def happening(kind: str, given: Mapping[str, str]) -> Happening:
    """What these words tell. Raises a subclass of `InputRefused`.

    A measured value may carry its unit: `value="88 umol/L"`.

    >>> happening("scored", {"scale": "nrs", "score": "6"}).number
    6.0
    >>> happening("dose_set", {"route": "oral", "per_day": "10 mg three times daily"}).per_day
    30 mg
    """
    if kind not in kinds():
        raise UnknownName("kind of event", plain(kind, 40), kinds())
    if kinds()[kind] is Told:
        return Told(table={key: toml_value(words) for key, words in given.items()})
    allowed = keys_of(kind)
    for key in given:
        if key not in allowed:
            raise UnknownName(f"field of {kind}", plain(key, 40), allowed)
    if kinds()[kind] is Measured:
        given = _with_unit(given)
    told = {key: _value(kind, key, words, allowed[key]) for key, words in given.items()}
    if kinds()[kind] is DoseSet and "per_day" in given and "times_per_day" not in given:
        told["times_per_day"] = _times(given["per_day"])
    missing = [f.name for f in fields(kinds()[kind]) if f.required and f.name not in told]
    if missing:
        raise InputRefused(
            kind, f"without {' and '.join(missing)}", "each must be told",
            do=f"The fields of {kind} are {', '.join(allowed)}." if allowed else "",
        )  # fmt: skip
    made: Happening = kinds()[kind](**told)
    return made


def moment(words: str, zone: str | None = None) -> tuple[datetime, bool]:
    """A time with its zone, and whether only the day was told. Raises `InputRefused`.

    A day alone is noon of that day: no zone moves it to another.

    >>> moment("2026-11-22")
    (datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.timezone.utc), True)
    """
    written = plain(words, 40)
    where = UTC if zone is None else _zone(zone)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
            return datetime.combine(date.fromisoformat(written), time(12), where), True
        when = datetime.fromisoformat(written)
    except ValueError:
        raise InputRefused(
            "time", repr(written), "it must be a day or a time: 2026-11-22, 2026-11-22T08:00+01:00"
        ) from None
    if when.utcoffset() is None:
        if zone is None:
            raise InputRefused(
                "time", repr(written), "a time of day must carry its zone",
                do="Write 2026-11-22T08:00+01:00, or name the zone of all with --zone.",
            )  # fmt: skip
        when = when.replace(tzinfo=where)
        if when.astimezone(UTC).astimezone(where).replace(tzinfo=None) != when.replace(tzinfo=None):
            raise InputRefused(
                "time", repr(written), f"no clock in {zone} ever showed it: that night an hour "
                "was left out", do="Write the time with its zone: 2026-03-29T03:30+02:00.",
            )  # fmt: skip
    return when, False


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputRefused(
            "zone", repr(plain(name, 40)), "it must be a name such as Europe/Berlin"
        ) from None


def _value(kind: str, key: str, words: str, takes: Any) -> Any:
    """The words as the field's type has them."""
    name = f"{key} of {kind}"
    inner = _inner(takes)
    if inner is Dose:
        read = parse_daily_dose if key in ("per_day", "now") else parse_dose
        return read(plain(words, 80), name=name)
    if inner is bool:
        return yes_or_no(name, words.strip())
    if inner in (int, float):
        return _number(name, words, whole=inner is int)
    if inner is date:
        return day_of(name, words.strip())
    if len(words.strip()) > _LONGEST:
        raise InputRefused(
            name, f"{len(words.strip()):,} letters long",
            f"at most {_LONGEST:,} letters of it are kept",
            do="Keep what matters of it, or tell it in several entries.",
        )  # fmt: skip
    return plain(words, _LONGEST)


def _inner(takes: Any) -> Any:
    """The type itself, of one that may be left out; words for a choice of words."""
    if get_origin(takes) in (Union, UnionType):
        return _inner(next(one for one in get_args(takes) if one is not type(None)))
    return str if get_origin(takes) is Literal else takes


def _number(name: str, words: str, *, whole: bool) -> float | int:
    text = words.strip()
    pattern = r"-?\d{1,12}" if whole else r"-?\d{1,12}(?:\.\d{1,12})?"
    if not re.fullmatch(pattern, text, re.ASCII):
        kind = "a whole number" if whole else "a number"
        raise InputRefused(name, repr(plain(words, 40)), f"it must be {kind}")
    return int(text) if whole else float(text)


def _with_unit(given: Mapping[str, str]) -> Mapping[str, str]:
    """A value that carries its unit, as value and unit."""
    value = given.get("value", "")
    found = _AMOUNT.fullmatch(value)
    if "unit" in given or found is None or not found[2]:
        return given
    return {**given, "value": found[1], "unit": found[2]}


def _times(words: str) -> int | None:
    """How often a day, where the words of a dose say so."""
    found = _TIMES.search(words)
    if found is None:
        return None
    return int(found[1]) if found[1] else _COUNTS[" ".join(found[0].lower().split())]


def day_of(name: str, words: str) -> date:
    """A day in words. Raises `InputRefused`."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputRefused(name, repr(plain(words, 40)), "it must be a date: 2026-11-22") from None
