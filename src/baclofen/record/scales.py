"""Words, scales and units of what happens: what there is to choose from, and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

ByRoute = Literal["oral", "intrathecal"]
Scale = Literal["nrs", "mas", "ashworth", "spasms_penn", "spasms_per_day", "hm_ratio"]
Matrix = Literal["plasma", "csf"]
Quantity = Literal["creatinine", "egfr", "weight", "height", "inr"]
SideEffectName = Literal[
    "somnolence", "dizziness", "weakness", "fatigue", "nausea", "constipation", "confusion",
    "hallucinations", "headache", "low blood pressure", "urinary retention", "other",
]  # fmt: skip
Severity = Literal["mild", "moderate", "severe"]
#: Why baclofen was stopped, as far as it changes what may follow.
StopReason = Literal[
    "planned", "by the patient", "ran out", "side effect", "poisoning", "surgery", "explanted",
    "no longer used", "unknown",
]  # fmt: skip
#: Reasons that end a pump for good: none is expected to run.
PUMP_ENDS: tuple[StopReason, ...] = ("explanted", "no longer used")
SCALES: tuple[str, ...] = get_args(Scale)
SIDE_EFFECTS: tuple[str, ...] = get_args(SideEffectName)
ROUTES: tuple[str, ...] = get_args(ByRoute)
MATRICES: tuple[str, ...] = get_args(Matrix)
SEVERITIES: tuple[str, ...] = get_args(Severity)
STOP_REASONS: tuple[str, ...] = get_args(StopReason)
#: Lowest and highest of each scale. The facts and rules beside them say the same; a test holds
#: them together. A count of spasms and a ratio have no top: what is beyond was never seen.
RANGES: Mapping[str, tuple[float, float, str]] = MappingProxyType({
    "nrs": (0.0, 10.0, "pain.nrs_top"),
    "ashworth": (1.0, 5.0, "syndrome.limits.ashworth"),
    "spasms_penn": (0.0, 4.0, "M-PSFS"),
    "spasms_per_day": (0.0, 10_000.0, ""),
    "hm_ratio": (0.0, 2.0, ""),
})  # fmt: skip
#: What was measured → the unit it is kept in, the units it may come in, lowest, highest.
MEASURES: Mapping[str, tuple[str, tuple[str, ...], float, float]] = MappingProxyType({
    "creatinine": ("mg/dL", ("mg/dL", "umol/L"), 0.05, 50.0),
    "egfr": ("mL/min/1.73m2", ("mL/min/1.73m2",), 0.0, 250.0),
    "weight": ("kg", ("kg", "lb"), 0.3, 400.0),
    "height": ("cm", ("cm", "in"), 20.0, 260.0),
    "inr": ("ratio", ("ratio", "1"), 0.5, 20.0),
})  # fmt: skip
#: A level beyond this is a slip of the unit: poisonings that were measured stayed below (mg/L).
MOST_NG_ML = 100_000.0
