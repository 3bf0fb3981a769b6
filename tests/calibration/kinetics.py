"""The block of kinetics by mouth in adults: clearance, its renal part, volumes, bioavailability.

Figures are those of studies of plasma and urine that are for calibration. Both enantiomers run one
course in plasma, so none is told apart. Absorption stays as it was: the rate constants of
one-compartment fits are not those of transits before a gut. Everything is in closed form.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tests.calibration.block import Block, Free, K, Numbers, Seen, was

#: Kidney clearance where a study tells none.
CRCL = K.number("oral.crcl_reference")

FREE: Mapping[str, Free] = {
    "F": Free("logit", was("oral.F"), 1.0, "oral.F"),
    # Filtration of what is not bound alone would be a third less; secretion adds.
    "CLr_slope": Free("log", was("oral.CLr_slope"), 0.4, "oral.CLr_slope"),
    # What is deaminated, and what bile takes: a seventh of a dose, known to a factor of 1.6.
    "CLnr": Free("log", was("oral.CLnr"), 0.5, "oral.CLnr"),
    "V_factor": Free("log", was("oral.V_factor"), 0.5, "oral.V_factor"),
    # SDs of logs between studies.
    "between_CL": Free("log", 0.15, 0.5),
    "between_half_life": Free("log", 0.2, 0.5),
}
#: SD of a log where a study tells neither people nor error: that between people over the root of 4.
UNTOLD = K.number("oral.omega.CL_factor") / 2


def _of_interval(low: float, high: float) -> float:
    """SD of a log from the ends of a 95 % interval."""
    return float(np.log(high / low) / 3.92)


def _figures() -> tuple[Seen, ...]:
    number = K.number

    def told(what: str, study: str, id: str, value: float, sd: float, between: str = "") -> Seen:
        return Seen(what, study, id, float(np.log(value)), sd, between, "by" if between else "")

    cl, half = "between_CL", "between_half_life"
    ln2 = np.log(2)
    chevillard = 0.274 / np.sqrt(143)
    return (
        told("CL/F", "kochak", "pk.kochak_cl_f", number("pk.kochak_cl_f"), UNTOLD, cl),
        told("CL/F", "wuis90", "pk.wuis90_cl", number("pk.wuis90_cl"), 44 / 175 / 6**0.5, cl),
        told("CL/F", "simon", "pk.simon_cl_f", number("pk.simon_cl_f"),
             _of_interval(10.8, 12.3), cl),
        told("CL/F", "marsot", "pk.marsot_cl", number("pk.marsot_cl"), _of_interval(9.0, 11.1), cl),
        # One level a person: the spread holds its error too.
        told("CL/F", "chevillard", "pk.chevillard_cl_f", number("pk.chevillard_cl_f"),
             2 * chevillard, cl),
        told("renal", "kochak", "pk.kochak_clr", number("pk.kochak_clr"), UNTOLD),
        told("renal slope", "wuis89", "pk.wuis89_clr_eq_crcl",
             number("pk.wuis89_clr_eq_crcl"), UNTOLD),
        told("renal slope", "wuis90", "pk.wuis90_clr_eq_crcl",
             number("pk.wuis90_clr_eq_crcl"), UNTOLD * (4 / 6) ** 0.5),
        told("urine", "wuis89", "pk.wuis89_fe", number("pk.wuis89_fe"), 0.14 / 0.69 / 4**0.5),
        told("urine", "wuis90", "pk.wuis90_fe", number("pk.wuis90_fe"), 0.16 / 0.65 / 6**0.5),
        told("F", "agarwal", "pk.agarwal_f", number("pk.agarwal_f"), 0.21 / 12**0.5),
        told("half-life", "kochak", "pk.kochak_beta", ln2 / number("pk.kochak_beta"), UNTOLD, half),
        told("half-life", "wuis89", "pk.wuis89_thalf", number("pk.wuis89_thalf"),
             0.68 / 6.8 / 4**0.5, half),
        told("half-life", "simon", "pk.simon_v_f",
             ln2 * number("pk.simon_v_f") / number("pk.simon_cl_f"),
             _of_interval(66.5, 80.4), half),
        told("half-life", "marsot", "pk.marsot_v",
             ln2 * number("pk.marsot_v") / number("pk.marsot_cl"), _of_interval(63.6, 96.9), half),
        told("half-life", "chevillard", "pk.chevillard_v_f",
             ln2 * number("pk.chevillard_v_f") / number("pk.chevillard_cl_f"),
             0.86 / np.sqrt(143), half),
    )  # fmt: skip


def _half_life(CL: Numbers, V1: Numbers, V2: Numbers, Q: float) -> Numbers:
    """The slower of two half-lives."""
    a, b, c = CL / V1, Q / V1, Q / V2
    total = a + b + c
    slow = (total - np.sqrt(total**2 - 4 * a * c)) / 2
    return np.asarray(np.log(2) / slow)


def predict(told: Mapping[str, Numbers]) -> Mapping[str, Numbers]:
    """Logs of what an adult of the reference weight shows."""
    F, renal = told["F"], told["CLr_slope"] * CRCL
    CL = renal + told["CLnr"]
    half = _half_life(
        CL, was("oral.Vc") * told["V_factor"], was("oral.Vp") * told["V_factor"], K.number("oral.Q")
    )
    return {
        "CL/F": np.log(CL / F), "renal": np.log(renal),
        # Of creatinine clearance: 1 mL/min is 0.06 L/h.
        "renal slope": np.log(told["CLr_slope"] / 0.06),
        "urine": np.log(F * renal / CL), "F": np.log(F), "half-life": np.log(half),
    }  # fmt: skip


BLOCK = Block("kinetics", FREE, _figures(), predict)
