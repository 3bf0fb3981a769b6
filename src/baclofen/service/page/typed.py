"""A form's fields as the table of a typed patient. Pure; what the words mean is read elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen.errors import InputRefused
from baclofen.record import MEASURES
from baclofen.service.page.number import number

#: The fields of the form, in its order.
FIELDS = (
    "age_y", "sex", "weight_kg", "height_cm", "creatinine", "creatinine_unit", "creatinine_on",
    "syndrome", "conditions", "medicines", "allergies", "baclofen",
)  # fmt: skip
#: Those that are numbers, as the form calls them.
_NUMBERS = {"age_y": "age", "weight_kg": "weight", "height_cm": "height"}
_NONE = "none"


def table_of(form: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    """The table that these fields tell; what was left empty stays unknown. Raises `InputRefused`.

    Lists are one name a line. "none" says that there is none. `labels` are those of illnesses, by
    their keys: an illness may be told by either, or as a record names it.

    >>> table_of({"age_y": "52", "medicines": "sertraline", "allergies": "none", "sex": ""}, {})
    {'age_y': 52.0, 'medicines': ['sertraline'], 'allergies': ['none']}
    """
    told = {name: form.get(name, "").strip() for name in FIELDS}
    table: dict[str, Any] = {
        n: number(called, told[n]) for n, called in _NUMBERS.items() if told[n]
    }
    for name in ("sex", "syndrome", "baclofen"):
        if told[name]:
            table[name] = told[name]
    if told["creatinine"]:
        if told["creatinine_unit"] not in MEASURES["creatinine"][1]:
            raise InputRefused(
                "creatinine_unit", f"not told of {told['creatinine'][:40]}",
                "mg/dL and umol/L differ by a factor of 88.4", do="Choose the unit.", why="M-UNITS",
            )  # fmt: skip
        number("creatinine", told["creatinine"])
        if not told["creatinine_on"]:
            raise InputRefused(
                "creatinine_on", "not told", "kidneys are judged by how old a value is",
                do="Fill in the day on which it was measured.",
            )  # fmt: skip
        table["creatinine"] = f"{told['creatinine']} {told['creatinine_unit']}"
        table["creatinine_on"] = told["creatinine_on"]
    if (names := _lines(told["conditions"])) and not _is_none(names):
        keys = {label.casefold(): key for key, label in labels.items()}
        table["conditions"] = [keys.get(n.casefold(), n) for n in names]
    if names := _lines(told["medicines"]):
        table["medicines"] = [] if _is_none(names) else names
    if names := _lines(told["allergies"]):
        table["allergies"] = names
    return table


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _is_none(names: list[str]) -> bool:
    return [name.lower() for name in names] == [_NONE]
