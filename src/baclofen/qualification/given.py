"""The regimen of a target file as a dosing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baclofen.errors import InputRefused, UnknownName
from baclofen.regimen import Dosing, Form, Given, bolus, by_mouth, dialysis, pump
from baclofen.units import mcg, mg


def dosing_given(id: str, regimen: Sequence[Mapping[str, Any]]) -> Dosing:
    """Entries of one route follow each other unless they say when; routes run side by side."""
    total = Dosing()
    ends = {"oral": 0.0, "intrathecal": 0.0, "intravenous": 0.0}
    for entry in regimen:
        if "haemodialysis_h" in entry:
            start, end = (float(h) for h in entry["haemodialysis_h"])
            total += dialysis("haemodialysis", start_h=start, hours=end - start)
            continue
        route = str(entry.get("route"))
        if route not in ends:
            raise UnknownName(f"route of target {id}", route, ends)
        start_h = float(entry.get("at_h", ends[route]))
        if route == "oral":
            given = _oral(entry, start_h)
        elif route == "intrathecal":
            given = _intrathecal(id, entry, start_h)
        else:
            given = _into_vein(entry, start_h)
        ends[route] = given.until_h
        total += given
    return total


def _oral(entry: Mapping[str, Any], start_h: float) -> Dosing:
    form: Form = entry.get("form", "tablet")
    every_h = entry.get("every_h")
    if every_h is None and entry.get("times_per_day") is not None:
        every_h = 24 / float(entry["times_per_day"])
    if every_h is None:
        return by_mouth(mg(float(entry["mg"])), at_h=start_h, form=form)
    return by_mouth(
        mg(float(entry["mg"])),
        at_h=start_h,
        every_h=float(every_h),
        days=float(entry["days"]),
        form=form,
    )


def _into_vein(entry: Mapping[str, Any], start_h: float) -> Dosing:
    """One dose at once: studies gave it so, nobody is treated so, and no other door gives it."""
    return Dosing((Given(start_h, mg(float(entry["mg"])), "intravenous"),), until_h=start_h)


def _intrathecal(id: str, entry: Mapping[str, Any], start_h: float) -> Dosing:
    if "bolus_mcg" in entry:
        return bolus(mcg(float(entry["bolus_mcg"])), at_h=start_h)
    if "mcg_per_day" not in entry:
        raise InputRefused(
            f"regimen of target {id}", "intrathecal without bolus_mcg or mcg_per_day",
            "it must have one of them",
        )  # fmt: skip
    rate = mcg(float(entry["mcg_per_day"]))
    return pump(rate, per="day", days=float(entry["days"]), start_h=start_h)
