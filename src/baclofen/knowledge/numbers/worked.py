"""Figures that single rules carry, shown as they stand beside a plan or a judgement."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Kind, Numbers


class DialysisDose(Numbers):
    """The low dose that a label names for people on dialysis, mg a day."""

    entry = "REN-UK-DIALYSIS"
    mg_per_day: int | float


class KidneyPoisonings(Numbers):
    """After how many days published poisonings with weak kidneys began."""

    entry = "REN-ELHUSSEINI"
    onset_days: tuple[int, int]


class KidneyRisk(Numbers):
    """Admissions with encephalopathy in older people with weak kidneys: the dose that divides
    them, the days within which they came, and the risk difference by eGFR."""

    entry = "REN-MUANDA"
    within_days: int
    dose_cut_mg_per_day: int | float
    rd_egfr_45_59: float
    rd_egfr_30_44: float
    rd_egfr_below_30: float


class KidneyContraindication(Kind):
    """A label that contraindicates baclofen by mouth in permanent kidney failure."""

    called = "kidney_contraindication"


class MilkLevel(Numbers):
    """Baclofen in milk, taken by mouth: mg/L, and what a child takes of it, mg/kg a day."""

    entry = "LAC-LEVEL"
    infant_mg_per_kg_per_day: float
    milk_trough_mg_per_L: float
    milk_peak_mg_per_L: float


class MilkLevelByPump(Numbers):
    """Baclofen in milk, given by pump, mcg/L."""

    entry = "LAC-IT"
    milk_mcg_per_L: float


class FirstSeizures(Numbers):
    """The share of children with a first seizure on baclofen in one series."""

    entry = "SZ-HANSEL"
    new_rate: float


class SinceInjury(Numbers):
    """The fewest days from a brain injury to a pump."""

    entry = "IND-IT-US-TBI"
    min_days_since_injury: int


class Overdose(Numbers):
    """From how many mg at once severe signs are to be expected."""

    entry = "OD-200"
    from_mg: int | float


class OverdoseWatch(Numbers):
    """How long someone without signs is watched after an overdose, h."""

    entry = "OD-OBSERVE"
    observe_h: tuple[int | float, int | float]


class OverdoseByPump(Numbers):
    """How much spinal fluid is drawn in an overdose by pump, mL."""

    entry = "OD-IT"
    fluid_mL: tuple[int | float, int | float]


class WithdrawalOnset(Numbers):
    """When withdrawal begins after a cut or stop, h."""

    entry = "WD-ONSET"
    onset_h: tuple[int | float, int | float]


class LooksLikeWithdrawal(Numbers):
    """What withdrawal is mistaken for."""

    entry = "WD-DDX"
    ddx: tuple[str, ...]


class OralBridge(Numbers):
    """Baclofen by mouth while a pump is down: mg at a time, and hours between two doses."""

    entry = "WD-ORAL-BRIDGE"
    oral_mg: tuple[int | float, int | float]
    every_h: int | float


class PumpWithdrawal(Numbers):
    """Over how many days withdrawal from a pump grows."""

    entry = "WD-IT-COURSE"
    days: tuple[int, int]
