"""Arithmetic vectors: inputs and outputs of one sum, done by the product's own functions.

The sum is known by what goes in and what must come out; the formula of the file is for readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from baclofen.errors import BaclofenError
from baclofen.patient import creatinine_in_mg_per_dL
from baclofen.regimen import (
    bridge,
    concentration,
    days_until,
    dose_in,
    left_over,
    per_day,
    per_hour,
    recipe,
    volume_mL,
)
from baclofen.review import agrees
from baclofen.units import convert, mcg, mg

Given = Mapping[str, float]


def _screening_step(given: Given) -> Mapping[str, float]:
    return {"mcg": (given["factor"] * mcg(given["mcg"])).in_mcg}


def _share(given: Given) -> Mapping[str, float]:
    return {"pct": 100 * given["x"] / given["n"]}


def _fill(given: Given) -> Mapping[str, float]:
    made = recipe(
        capacity_mL=given["capacity_mL"], flow_mL_per_day=given["flow_mL_day"],
        per_day=mcg(given["dose_mcg_day"]), stock=mcg(given["stock_mcg_mL"]),
    )  # fmt: skip
    return {
        "days": made.days, "drug_mcg": made.drug.in_mcg, "drug_mL": made.drug_mL,
        "saline_mL": made.saline_mL,
    }  # fmt: skip


def _alarm(given: Given) -> Mapping[str, float]:
    days = days_until(
        given["fill_mL"], down_to_mL=given["alarm_mL"], flow_mL_per_day=given["flow_mL_day"]
    )
    return {"days": days}


def _bridge(given: Given) -> Mapping[str, float]:
    made = bridge(
        tubing_mL=given["tubing_mL"], catheter_mL=given["catheter_mL"],
        old_concentration=given["old_conc"], new_concentration=given["new_conc"],
        old_per_day=mcg(given["old_dose_mcg_per_day"]),
    )  # fmt: skip
    return {
        "V_mL": made.volume_mL, "amount_old_mcg": made.old.in_mcg, "duration_h": made.hours,
        "display_mcg": made.shown.in_mcg,
    }  # fmt: skip


#: What goes in → how it is worked. Sums with the same inputs answer for each output they have.
SUMS: Mapping[frozenset[str], Callable[[Given], Mapping[str, float]]] = {
    frozenset({"mcg_day"}): lambda g: {"mcg_h": per_hour(mcg(g["mcg_day"])).in_mcg},
    frozenset({"mcg_h"}): lambda g: {"mcg_day": per_day(mcg(g["mcg_h"])).in_mcg},
    frozenset({"mcg", "mcg_mL"}): lambda g: {
        "mL": volume_mL(mcg(g["mcg"]), per_mL=mcg(g["mcg_mL"]))
    },
    frozenset({"mg", "mg_mL"}): lambda g: {"mL": volume_mL(mg(g["mg"]), per_mL=mg(g["mg_mL"]))},
    frozenset({"mg", "mL"}): lambda g: {
        "mcg_mL": concentration(mg(g["mg"]), g["mL"]).in_mcg,
        "mg_mL": concentration(mg(g["mg"]), g["mL"]).in_mg,
    },
    frozenset({"uL", "mg_mL"}): lambda g: {
        "mg": dose_in(g["uL"] / 1000, per_mL=mg(g["mg_mL"])).in_mg
    },
    frozenset({"mL", "mg_mL"}): lambda g: {"mg": dose_in(g["mL"], per_mL=mg(g["mg_mL"])).in_mg},
    frozenset({"mL", "mcg_mL"}): lambda g: {
        "mcg": dose_in(g["mL"], per_mL=mcg(g["mcg_mL"])).in_mcg
    },
    frozenset({"mcg", "factor"}): _screening_step,
    frozenset({"x", "n"}): _share,
    frozenset({"capacity_mL", "flow_mL_day", "dose_mcg_day", "stock_mcg_mL"}): _fill,
    frozenset({"fill_mL", "alarm_mL", "flow_mL_day"}): _alarm,
    frozenset({
        "tubing_mL", "catheter_mL", "old_conc", "new_conc", "old_dose_mcg_per_day",
    }): _bridge,
    frozenset({"expected_mL", "withdrawn_mL"}): lambda g: {
        "difference_mL": left_over(
            expected_mL=g["expected_mL"], withdrawn_mL=g["withdrawn_mL"]
        ).difference_mL
    },
    frozenset({"umol_L"}): lambda g: {"mg_dL": creatinine_in_mg_per_dL(g["umol_L"], "umol/L")},
    frozenset({"lb"}): lambda g: {"kg": convert(g["lb"], "lb", "kg")},
}  # fmt: skip


def _each(work: Callable[[Given], Mapping[str, float]], given: Mapping[str, Any]) -> Any:
    """The sum; where some of what goes in are lists, that of each place in them, as lists."""
    lists = {name: value for name, value in given.items() if isinstance(value, list)}
    if not lists:
        return work(given)
    if len({len(value) for value in lists.values()}) > 1:
        raise ValueError(f"the lists of {', '.join(sorted(lists))} are not of one length")
    count = len(next(iter(lists.values())))
    one = [{**given, **{name: value[at] for name, value in lists.items()}} for at in range(count)]
    come = [work(inputs) for inputs in one]
    return {name: tuple(made[name] for made in come) for name in (come[0] if come else ())}


def check(vector: Mapping[str, Any]) -> list[str]:
    """What does not hold of one vector, in words; nothing when all does."""
    work = SUMS.get(frozenset(vector["input"]))
    if work is None:
        return [f"no sum takes {', '.join(sorted(vector['input']))}"]
    try:
        come = _each(work, vector["input"])
    except (BaclofenError, ArithmeticError, TypeError, ValueError) as fault:
        return [f"cannot be worked: {type(fault).__name__}: {fault}"]
    wrong = []
    for name, expected in vector["expect"].items():
        if name not in come:
            wrong.append(f"{name} is not computed, expected {expected}")
        elif not agrees(come[name], expected):
            wrong.append(f"{name} {come[name]}, expected {expected}")
    return wrong
