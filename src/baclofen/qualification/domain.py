"""What a figure tests: the domains in which the model may be believed or not."""

from __future__ import annotations

from baclofen.model import OVERDOSE
from baclofen.regimen import Dosing

#: Statistics of when something happens, not of how much.
TIMES = ("tmax", "time_of_minimum", "time_to_fraction_of_plateau")
#: Statistics that are shares whatever the output: of an effect, of people.
SHARES = ("share_of_effect_kept", "share_above_baseline")


def domain_of(output: str, dosing: Dosing, statistic: str) -> str:
    """What a figure tests, in words: the domains in which the model may be believed or not."""
    into_csf = "intrathecal" in dosing.ways
    if output.startswith(("plasma", "urine")):
        return "kinetics by mouth"
    if output.startswith("csf"):
        return "kinetics in CSF"
    if output == "dose_to_hold" or statistic in SHARES:
        return "tolerance and rebound"
    if statistic in TIMES:
        return "time course"
    if output.removeprefix("prob_") in OVERDOSE:
        return "overdose"
    if output.startswith("prob_"):
        return "side effects on a pump" if into_csf else "side effects by mouth"
    if output == "hm_ratio":
        return "reflex"
    if output.startswith("spasm"):
        return "spasms"
    if output.startswith(("nrs", "paroxysm")):
        return "pain"
    if dosing.infused:
        return "tone on a pump"
    return "tone after a bolus" if into_csf else "tone by mouth"
