"""Kidney function by named equations. One formula a function; no reading of the result.

Facts: `kidney.ckdepi_2021`, `kidney.ckdepi_cystatin`, `kidney.cockcroft_gault`, `kidney.schwartz`,
`kidney.bsa`, `kidney.ideal_weight`, `kidney.umol_per_mg_dL`.
"""

from __future__ import annotations

import math
from typing import Literal

from baclofen.errors import OutOfRange, UnitProblem
from baclofen.units import convert

Sex = Literal["female", "male"]

UMOL_PER_MG_DL = 88.4
#: Values outside fit the other unit better, and are refused rather than converted.
PLAUSIBLE_MG_DL = (0.1, 25.0)
PLAUSIBLE_UMOL_L = (10.0, 2200.0)


def creatinine_in_mg_per_dL(value: float, unit: str) -> float:
    """Serum creatinine in mg/dL, from mg/dL or umol/L.

    Raises `UnitProblem` without a unit, with another unit, or when the value fits
    the other unit: nothing is guessed.

    >>> round(creatinine_in_mg_per_dL(106, "umol/L"), 2)
    1.2
    """
    spelled = unit.strip().replace("µ", "u").replace("μ", "u")
    if spelled.lower() == "mg/dl":
        return _plausible(value, "mg/dL", PLAUSIBLE_MG_DL, other="umol/L")
    if spelled.lower() in ("umol/l", "micromol/l"):
        return _plausible(value, "umol/L", PLAUSIBLE_UMOL_L, other="mg/dL") / UMOL_PER_MG_DL
    came = f"{value:g} {unit}".strip() + ("" if unit else " without a unit")
    raise UnitProblem(
        "creatinine",
        came,
        "its unit must be mg/dL or umol/L",
        do="Give the unit printed by the laboratory.",
        why="M-UNITS",
    )


def _plausible(value: float, unit: str, limits: tuple[float, float], *, other: str) -> float:
    low, high = limits
    if low <= value <= high:
        return value
    if not value > 0:
        raise OutOfRange("creatinine", value, unit, "above 0", why="M-UNITS")
    raise OutOfRange(
        "creatinine",
        value,
        unit,
        f"between {low:g} and {high:g} {unit}",
        do=f"Is it in {other}? Confirm the unit with the laboratory.",
        why="M-UNITS",
        offers={"likely_unit": other},
    )


def ckd_epi_2021(*, creatinine_mg_per_dL: float, age_y: float, sex: Sex) -> float:
    """eGFR in mL/min/1.73 m2 by CKD-EPI 2021 (creatinine, without race), for adults.

    Facts: `kidney.ckdepi_2021`. Raises `OutOfRange`.

    >>> round(ckd_epi_2021(creatinine_mg_per_dL=1.199, age_y=70, sex="female"), 1)
    48.7
    """
    _above_zero("creatinine", creatinine_mg_per_dL, "mg/dL")
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine_mg_per_dL / kappa
    shape = min(ratio, 1) ** alpha * max(ratio, 1) ** -1.200
    return float(142 * shape * 0.9938**age_y * factor)


def ckd_epi_cystatin(*, cystatin_mg_per_L: float, age_y: float, sex: Sex) -> float:
    """eGFR in mL/min/1.73 m2 by CKD-EPI 2012 (cystatin C alone), for adults.

    Facts: `kidney.ckdepi_cystatin`. Raises `OutOfRange`.

    >>> round(ckd_epi_cystatin(cystatin_mg_per_L=2.4, age_y=47, sex="female"), 1)
    23.9
    """
    _above_zero("cystatin C", cystatin_mg_per_L, "mg/L")
    ratio = cystatin_mg_per_L / 0.8
    shape = min(ratio, 1) ** -0.499 * max(ratio, 1) ** -1.328
    return float(133 * shape * 0.996**age_y * (0.932 if sex == "female" else 1.0))


def creatinine_clearance(
    *, age_y: float, weight_kg: float, creatinine_mg_per_dL: float, sex: Sex
) -> float:
    """Creatinine clearance (CrCl) in mL/min, by Cockcroft-Gault.

    Baclofen leaves mostly through the kidney, so CrCl scales its clearance. Not
    eGFR: that one is indexed to body surface, and exposure needs the whole kidney.

    Facts: `kidney.cockcroft_gault`. Raises `OutOfRange`.

    >>> round(creatinine_clearance(
    ...     age_y=60, weight_kg=72, creatinine_mg_per_dL=1.0, sex="male"))
    80
    """
    _above_zero("creatinine", creatinine_mg_per_dL, "mg/dL")
    _above_zero("weight", weight_kg, "kg")
    female = 0.85 if sex == "female" else 1.0
    return (140 - age_y) * weight_kg * female / (72 * creatinine_mg_per_dL)


def bedside_schwartz(*, creatinine_mg_per_dL: float, height_cm: float) -> float:
    """eGFR of a child in mL/min/1.73 m2, by the bedside Schwartz equation.

    Facts: `kidney.schwartz`. Raises `OutOfRange`.

    >>> round(bedside_schwartz(creatinine_mg_per_dL=0.5, height_cm=120))
    99
    """
    _above_zero("creatinine", creatinine_mg_per_dL, "mg/dL")
    _above_zero("height", height_cm, "cm")
    return 0.413 * height_cm / creatinine_mg_per_dL


def body_surface(*, weight_kg: float, height_cm: float) -> float:
    """Body surface in m2, by Mosteller.

    Facts: `kidney.bsa`. Raises `OutOfRange`.

    >>> round(body_surface(weight_kg=70, height_cm=175), 2)
    1.84
    """
    _above_zero("weight", weight_kg, "kg")
    _above_zero("height", height_cm, "cm")
    return math.sqrt(weight_kg * height_cm / 3600)


def deindexed(egfr: float, *, body_surface_m2: float) -> float:
    """GFR of this body in mL/min, from an eGFR per 1.73 m2.

    >>> round(deindexed(60, body_surface_m2=2.0), 1)
    69.4
    """
    _above_zero("body surface", body_surface_m2, "m2")
    return egfr * body_surface_m2 / 1.73


def body_mass_index(*, weight_kg: float, height_cm: float) -> float:
    """Body mass index in kg/m2.

    >>> round(body_mass_index(weight_kg=70, height_cm=175), 1)
    22.9
    """
    _above_zero("weight", weight_kg, "kg")
    _above_zero("height", height_cm, "cm")
    return weight_kg / (height_cm / 100) ** 2


def adjusted_weight(*, weight_kg: float, height_cm: float, sex: Sex) -> float:
    """Weight in kg for Cockcroft-Gault in obesity: Devine's ideal plus 0.4 of the excess.

    Never above the actual weight.

    Facts: `kidney.ideal_weight`. Raises `OutOfRange`.

    >>> round(adjusted_weight(weight_kg=110, height_cm=165, sex="female"), 1)
    78.1
    """
    _above_zero("weight", weight_kg, "kg")
    _above_zero("height", height_cm, "cm")
    base = 45.5 if sex == "female" else 50.0
    inches = convert(height_cm, "cm", "in")
    # Devine starts at 60 inches; below, his first value shrinks with height squared.
    ideal = base + 2.3 * (inches - 60) if inches >= 60 else base * (inches / 60) ** 2
    return min(weight_kg, ideal + 0.4 * (weight_kg - ideal))


def _above_zero(name: str, value: float, unit: str) -> None:
    if not 0 < value < math.inf:
        raise OutOfRange(name, value, unit, "above 0, and finite")
