"""TIME and DATE of an NM-TRAN table, as hours."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date

from baclofen.errors import InputRefused

#: Which part of a date comes when, by the name of its column.
ORDERS: Mapping[str, str] = {"DATE": "mdy", "DAT1": "dmy", "DAT2": "ymd", "DAT3": "ydm"}
#: Years of two digits up to this one are of this century, later ones of the last (LAST20).
LAST20 = 50
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5]?[0-9])(?::([0-5]?[0-9](?:\.[0-9]*)?))?")
HOURS_A_DAY = 24.0


def is_relative(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether times count from each ID's first row: a table has dates, or times of the clock."""
    return any(name in rows[0] for name in ORDERS) or any(":" in row["TIME"] for row in rows)


def day_and_hours(row: Mapping[str, str]) -> tuple[float, float]:
    """The day, 0 where there is no date, and TIME in hours. Raises `InputRefused`.

    Apart, as hours since the year 1 would leave no digits for seconds.
    """
    found = number(row["TIME"]) if ":" not in row["TIME"] else _clock(row["TIME"])
    if found is None:
        raise InputRefused("TIME", repr(row["TIME"]), "it must be a number")
    days = [_day(name, row[name]) for name in ORDERS if name in row]
    return (days[0] if days else 0.0), found


def number(text: str) -> float | None:
    """A finite number; 0 for a point or nothing, as NM-TRAN has it; None for what is none."""
    if text in ("", "."):
        return 0.0
    try:
        # Python also reads 1_000, and digits of other scripts.
        value = float(text) if "_" not in text and text.isascii() else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _clock(text: str) -> float | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise InputRefused(
            "TIME", repr(text), "it must be hours, or of the clock: hh:mm or hh:mm:ss"
        )
    return int(found[1]) + int(found[2]) / 60 + float(found[3] or 0) / 3600


def _day(name: str, text: str) -> float:
    whole = number(text)
    if whole is not None and text not in ("", "."):
        if whole != int(whole):
            raise InputRefused(name, text, "a day must be a whole number")
        return whole
    parts = re.split(r"[/-]", text)
    order = ORDERS[name]
    if len(parts) != 3 or not all(re.fullmatch("[0-9]{1,4}", part) for part in parts):
        shown = "/".join({"d": "day", "m": "month", "y": "year"}[part] for part in order)
        raise InputRefused(name, repr(text), f"it must be {shown}, or a whole number of days")
    year, month, day = (int(parts[order.index(part)]) for part in "ymd")
    if len(parts[order.index("y")]) <= 2:
        year += 2000 if year <= LAST20 else 1900
    try:
        return float(date(year, month, day).toordinal())
    except ValueError as error:
        raise InputRefused(name, repr(text), f"there is no such day ({error})") from None
