"""The values of a TOML table, each of the type its key asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnknownName

T = TypeVar("T")
#: Names in one list: more than anybody has, and few enough to be read at once.
_MOST_NAMES = 1_000
#: Words of a flag.
YES, NO = ("yes", "true"), ("no", "false")


def of_type(table: Mapping[str, Any], name: str, kind: type[T], wanted: str) -> T | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise InputRefused(name, shown(value), f"it must be {wanted}")
    return value


def flag(table: Mapping[str, Any], name: str) -> bool | None:
    """Yes or no, as TOML has it or in words. Raises `InputRefused`."""
    value = table.get(name)
    if isinstance(value, str) and value.strip().lower() in (*YES, *NO):
        return value.strip().lower() in YES
    return of_type(table, name, bool, "true or false, yes or no")


def number(table: Mapping[str, Any], name: str) -> float | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputRefused(name, shown(value), "it must be a number, without quotes")
    try:
        return float(value)
    except OverflowError:
        raise OutOfRange(name, "a number of hundreds of digits", "", "of usual size") from None


def any_date_of(table: Mapping[str, Any], name: str) -> date | None:
    """A date, past or to come."""
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InputRefused(name, shown(value), "it must be a date, without quotes: 2026-11-22")
    return value


def date_of(table: Mapping[str, Any], name: str, today: date) -> date | None:
    """A date that is not to come."""
    value = any_date_of(table, name)
    if value is not None and value > today:
        raise OutOfRange(name, value, "", f"on or before the day judged, {today}")
    return value


def not_too_many(name: str, listed: Sequence[object]) -> None:
    """Raise `OutOfRange` for a list that is no patient's."""
    if len(listed) > _MOST_NAMES:
        raise OutOfRange(
            f"entries of {name}", len(listed), "", f"at most {_MOST_NAMES:,}, as of one patient",
            do="Take out what is not of this patient, or is told twice.",
        )  # fmt: skip


def names_of(table: Mapping[str, Any], name: str) -> list[str]:
    value = table.get(name, [])
    if isinstance(value, list):
        not_too_many(name, value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputRefused(name, shown(value), 'it must be a list of texts: ["...", "..."]')
    return [plain(item, 200) for item in value]


def shown(value: object) -> str:
    """What came, as it was written in the file: a date as a date, and a table by what it is.

    >>> print(shown(date(2026, 11, 22)), shown(True), shown([1, "a"]), shown({"a": 1}))
    2026-11-22 true [1, 'a'] a table
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value}"[:40]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return plain(f"[{', '.join(map(shown, value))}]", 60)
    return plain(repr(value), 60)


def beside(dates: Mapping[str, date | None], name: str, value: object) -> date | None:
    """A date that belongs to a value, which must be there."""
    day = dates[name]
    if day is not None and value is None:
        what = name.removesuffix("_on").removesuffix("_since").removesuffix("_until")
        raise InputRefused(name, f"{day} alone", f"it must stand beside a value of {what}")
    return day


def yes_or_no(name: str, words: str) -> bool:
    """A flag in words. Raises `UnknownName`."""
    low = words.lower()
    if low not in (*YES, *NO):
        raise UnknownName(name, plain(words, 40), ("yes", "no"))
    return low in YES


def toml_value(words: str) -> Any:
    """A value in TOML; words that are none stay words, and their key says what it wants."""
    try:
        read = tomllib.loads(f"x = {words}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return words
    # More than one line is more than one value: it stays words, and its key refuses them.
    return read["x"] if len(read) == 1 else words
