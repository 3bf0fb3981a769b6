"""Sums done at the bedside: rates, volumes, concentrations, what a pump is filled with."""

from __future__ import annotations

import math

from baclofen.errors import OutOfRange
from baclofen.units import Dose, mcg
from baclofen.value import Value


def per_hour(per_day: Dose) -> Dose:
    """A day's dose as what is given each hour.

    >>> per_hour(mcg(648))
    27 mcg
    """
    return Dose(per_day.in_mcg / 24, per_day.unit)


def per_day(per_hour: Dose) -> Dose:
    """What is given each hour as a day's dose.

    >>> per_day(mcg(27))
    648 mcg
    """
    return Dose(per_hour.in_mcg * 24, per_hour.unit)


def volume_mL(dose: Dose, *, per_mL: Dose) -> float:
    """The volume in mL that holds a dose. Raises `OutOfRange`.

    >>> from baclofen.units import mg
    >>> volume_mL(mcg(75), per_mL=mcg(50)), volume_mL(mg(15), per_mL=mg(5))
    (1.5, 3.0)
    """
    _above_zero("concentration", per_mL.in_mcg, "mcg/mL")
    return dose.in_mcg / per_mL.in_mcg


def dose_in(mL: float, *, per_mL: Dose) -> Dose:
    """What a volume holds. Raises `OutOfRange`.

    >>> from baclofen.units import mg
    >>> dose_in(20, per_mL=mg(1)), dose_in(0.010, per_mL=mg(25))
    (20 mg, 0.25 mg)
    """
    _above_zero("volume", mL, "mL")
    return Dose(mL * per_mL.in_mcg, per_mL.unit)


def concentration(amount: Dose, mL: float) -> Dose:
    """What one mL holds, in micrograms, as pumps are labelled. Raises `OutOfRange`.

    >>> from baclofen.units import mg
    >>> concentration(mg(10), 5)
    2,000 mcg
    """
    _above_zero("volume", mL, "mL")
    return mcg(amount.in_mcg / mL)


class Recipe(Value):
    """What a pump of fixed flow is filled with: drug and saline in mL, for so many days."""

    days: float
    drug: Dose
    drug_mL: float
    saline_mL: float


def recipe(*, capacity_mL: float, flow_mL_per_day: float, per_day: Dose, stock: Dose) -> Recipe:
    """The filling of a pump whose flow cannot be set. `stock` is what one mL of stock holds.

    Raises `OutOfRange`, also where the stock is too weak for the dose. Facts: `P-CODMAN`.

    >>> recipe(capacity_mL=20, flow_mL_per_day=1.0, per_day=mcg(300), stock=mcg(2000))
    Recipe(days=20.0, drug=6,000 mcg, drug_mL=3.0, saline_mL=17.0)
    """
    _above_zero("capacity", capacity_mL, "mL")
    _above_zero("flow", flow_mL_per_day, "mL/day")
    days = capacity_mL / flow_mL_per_day
    drug = per_day * days
    drug_mL = volume_mL(drug, per_mL=stock)
    if drug_mL > capacity_mL:
        raise OutOfRange(
            "volume of drug", drug_mL, "mL", f"at most the capacity of {capacity_mL:g}",
            do="The stock is too weak for this dose and flow.", why="P-CODMAN",
        )  # fmt: skip
    return Recipe(days, mcg(drug.in_mcg), drug_mL, capacity_mL - drug_mL)


def _above_zero(what: str, value: float, unit: str) -> None:
    if not 0 < value < math.inf:
        raise OutOfRange(what, value, unit, "above 0, and finite")
