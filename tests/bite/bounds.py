"""What every number of an order may be: the least and the most that is taken, found by trying.

python -m tests.bite.bounds      writes bounds.csv anew, to be read before it is kept
"""

from __future__ import annotations

import csv
import io
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from baclofen.errors import InputRefused
from baclofen.regimen import (
    Bolus,
    Clocked,
    Filling,
    OralOrder,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.units import Dose, mcg, mg
from baclofen.value import fields

KEPT = Path(__file__).parent / "bounds.csv"
#: Each class of orders, with what it cannot be without.
CLASSES: Mapping[type[Any], Mapping[str, Any]] = {
    OralOrder: {}, Bolus: {"dose": mcg(50)}, ScreeningOrder: {}, PumpOrder: {}, Filling: {},
    TaperOrder: {}, Swallowed: {"amount": mg(100)},
    Clocked: {"dose": mcg(30), "times_per_day": 4, "base": mcg(120)},
}  # fmt: skip
#: What must be told beside a field for it to be told alone.
BESIDE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("OralOrder", "volume_mL"): {"dose": mg(5)},
}
_STARTS = (1.0, 5.0, 30.0, 0.1, 100.0, 500.0)
_FAR, _NEAR = 1e9, 1e-9


def told(cls: type[Any], name: str, value: Any) -> bool:
    """Whether a value is taken there."""
    beside = {**CLASSES[cls], **BESIDE.get((cls.__name__, name), {}), name: value}
    try:
        cls(**beside)
    except InputRefused:
        return False
    return True


def kinds(hint: Any) -> tuple[Any, ...]:
    """The types that a field may be of."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def numbers(cls: type[Any]) -> Iterator[tuple[str, Callable[[float], Any]]]:
    """Its fields that hold a number, each with what makes a value of one."""
    for field in fields(cls):
        found = kinds(field.type)
        if Dose in found:
            yield f"{field.name} (mg)", mg
            yield f"{field.name} (mcg)", mcg
        elif float in found:
            yield field.name, float
        elif int in found and bool not in found:
            yield field.name, round


def edge(inside: float, outside: float, is_taken: Callable[[float], bool]) -> float:
    """The last value that is taken on the way from one to the other."""
    for _ in range(80):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if is_taken(middle) else (inside, middle)
    return inside


def bounds(cls: type[Any], name: str, make: Callable[[float], Any]) -> tuple[str, str]:
    """The least and the most, in words; both empty where nothing is taken."""
    field = name.split(" ")[0]

    def is_taken(value: float) -> bool:
        if value < 0 and make in (mg, mcg):
            return False  # a dose below nothing is refused before it gets there
        return told(cls, field, make(value))

    begins = next((v for v in _STARTS if is_taken(v)), None)
    if begins is None:
        return "", ""
    least = "0" if is_taken(0.0) and not is_taken(-_NEAR) else ""
    if not least:
        low = edge(begins, -1.0, is_taken)
        least = "above 0" if low < _NEAR else f"{low:.6g}"
    most = "any" if is_taken(_FAR) else f"{edge(begins, _FAR, is_taken):.6g}"
    return least, most


def table() -> str:
    """One line a number: class, field, least, most."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("class", "field", "least", "most"))
    for cls in CLASSES:
        for name, make in numbers(cls):
            writer.writerow((cls.__name__, name, *bounds(cls, name, make)))
    return out.getvalue()


if __name__ == "__main__":
    KEPT.write_text(table(), encoding="utf-8")
