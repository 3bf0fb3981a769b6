"""Fifteen records made by others, each planned twice: today, and as of its last encounter.

All are synthetic (Synthea); none was written for this project, and none mentions baclofen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Expected:
    """What comes out of a record on a day, and why, in words and in rule ids."""

    name: str
    last_encounter: date
    today: str
    then: str
    schedule: bool
    why: str
    rules: tuple[str, ...]


RECORDS = (
    Expected("Adalberto_Hartmann", date(2021, 3, 31), "needs-info", "caution", True,
             "slow: age 71, a benzodiazepine, dementia", ("INT-BZD", "SZ-THRESHOLD")),
    Expected("Basil_Champlin", date(2021, 3, 29), "needs-info", "needs-info", False,
             "a child of 10 without a kidney value", ("ASK-KIDNEY", "AGE-US-LT12")),
    Expected("Cary_OHara", date(2021, 2, 13), "needs-info", "needs-info", False,
             "no kidney value at all", ("ASK-KIDNEY",)),
    Expected("Chadwick_Von", date(2008, 10, 21), "reject-input", "contraindicated", False,
             "reported eGFR 11 contradicts creatinine 1.01 mg/dL (80): the lower governs",
             ("CI-SEVERE-RENAL-SEED", "REN-DISAGREE")),
    Expected("Coleman_Ortiz", date(1981, 7, 12), "reject-input", "contraindicated", False,
             "eGFR below 30", ("CI-SEVERE-RENAL-SEED",)),
    Expected("Danae_Kshlerin", date(2021, 3, 6), "needs-info", "caution", True,
             "off-label: neuropathic pain", ("IND-OL-NEUROPATHIC",)),
    Expected("Donnell_Torphy", date(1992, 6, 22), "reject-input", "reject-input", False,
             "died before the last encounter on record", ()),
    Expected("Eliseo_Cummings", date(2020, 7, 15), "needs-info", "caution", True,
             "slow: an opioid", ("INT-OPIOID",)),
    Expected("Evelyn_McCullough", date(1985, 2, 4), "reject-input", "reject-input", False,
             "died before the last encounter on record", ()),
    Expected("Josue_Sipes", date(2021, 3, 13), "contraindicated", "contraindicated", False,
             "creatinine gives an eGFR below 30", ("CI-SEVERE-RENAL-SEED",)),
    Expected("Louis_Maggio", date(2021, 1, 4), "needs-info", "caution", True,
             "slow: a benzodiazepine; kidney values contradict each other",
             ("INT-BZD", "REN-DISAGREE", "SZ-THRESHOLD")),
    Expected("Raeann_OKon", date(2020, 10, 21), "needs-info", "caution", True,
             "off-label: neuropathic pain", ("IND-OL-NEUROPATHIC",)),
    Expected("Renea_Quigley", date(2021, 3, 11), "needs-info", "needs-info", False,
             "two creatinine values of one day differ by half: no estimate is valid",
             ("ASK-KIDNEY", "REN-AKI-UNSTABLE")),
    Expected("Rick_Prohaska", date(1993, 1, 9), "reject-input", "contraindicated", False,
             "reported eGFR 13 contradicts creatinine 0.66 mg/dL: the lower governs",
             ("CI-SEVERE-RENAL-SEED", "REN-DISAGREE")),
    Expected("Suzi_Bechtelar", date(2021, 1, 28), "needs-info", "needs-info", False,
             "no kidney value at all", ("ASK-KIDNEY",)),
)  # fmt: skip


def page() -> str:
    """The table as a page for docs/spec."""
    given = sum(r.schedule for r in RECORDS)
    lines = [
        "# Fifteen records made by others",
        "",
        f"Each is planned twice: on {TODAY}, when the newest kidney value is years old, and as of",
        f"its last encounter. On {TODAY} none gets a schedule: every kidney value is stale, or the",
        f"patient has died. As of the last encounter {given} of {len(RECORDS)} get one.",
        "",
        "| record | last encounter | verdict today | verdict then | schedule then | why |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r.name.replace('_', ' ')} | {r.last_encounter} | {r.today} | {r.then} "
        f"| {'yes' if r.schedule else 'no'} | {r.why} |"
        for r in RECORDS
    ]
    return "\n".join(lines) + "\n"
