"""The report for machines: the same lines with their ids, and the numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen.planning import Compared, Optimum, Plan, PlannedStep, Steps
from baclofen.regimen import Packets, Portion, Poured
from baclofen.reporting.json_parts import (
    about_json,
    json_text,
    line_json,
    questions_json,
    section_json,
)
from baclofen.reporting.report import Report
from baclofen.simulation import Course

#: The shape of the file; it changes when a reader would have to.
FORMAT = "baclofen-plan/2"
#: Shapes whose basis reads the same.
READABLE = (FORMAT, "baclofen-plan/1")


def render_json(
    report: Report,
    plan: Plan,
    *,
    origin: Mapping[str, Any] | None = None,
    compared: Compared | None = None,
    optimum: Optimum | None = None,
) -> str:
    """The plan as JSON text, keys in a fixed order, ending in a newline.

    `origin` is what the plan follows from, in JSON types; with it the file can be replayed.
    """
    fit = plan.fit
    made: dict[str, Any] = {
        "format": FORMAT,
        "version": report.version,
        "origin": origin,
        **about_json(report),
        "headline": line_json(report.headline),
        "kidney": {
            "known": fit.kidney.known,
            "egfr_mL_min_173": fit.kidney.egfr,
            "crcl_mL_min": fit.kidney.crcl,
            "clearance_mL_min": fit.kidney.clearance,
            "dose_fraction": fit.kidney.fraction,
            "why": list(fit.kidney.fraction_why),
        },
        "findings": [
            {
                "id": f.rule.id,
                "verdict": f.verdict.value,
                "role": f.role,
                "overridden": f.overridden,
                "says": f.rule.says,
            }
            for f in (*fit.findings, *fit.information, *fit.cited)
        ],
        "questions": questions_json(fit),
        "up": _course(plan.up),
        "if_needed": _step(plan.if_needed) if plan.if_needed else None,
        "ceiling_mg_per_day": plan.ceiling.in_mg if plan.ceiling else None,
        "down": _course(plan.down),
        "forecast": _forecast(report.forecast),
        "ways_down": _compared(compared),
        "weighed": _weighed(optimum),
        "sections": [section_json(s) for s in report.sections],
        "basis": list(report.basis),
    }
    return json_text(made)


def _weighed(optimum: Optimum | None) -> dict[str, Any] | None:
    """Every dose weighed, as numbers: changes from no drug, in the unit of each output."""
    if optimum is None:
        return None
    return {
        "best_mg_per_day": optimum.best.daily.in_mg if optimum.best else None,
        "label_target_mg_per_day": optimum.plain.daily.in_mg if optimum.plain else None,
        "worth_for_pain_alone": optimum.is_worth,
        "searched": optimum.searched,
        "draws": optimum.draws,
        "seed": optimum.seed,
        "doses": [
            {
                "mg_per_day": w.daily.in_mg,
                "intakes": [{"hour": i.hour, "mg": i.dose.in_mg} for i in w.intakes],
                "gain": w.gain,
                "cost": w.cost,
                "loss": w.loss,
                "reach": w.reach,
                "on_frontier": w.on_frontier,
                "effects": {
                    name: {"mean": e.mean, "interval": [e.over.low, e.over.median, e.over.high]}
                    for name, e in w.effects.items()
                },
            }
            for w in optimum.weighed
        ],
        "why": list(optimum.why),
    }


def ids_in(document: Any) -> tuple[str, ...]:
    """Every id a plan file rests on, in the order of its basis."""
    return tuple(entry["id"] for entry in document["basis"])


def _course(course: Steps | None) -> dict[str, Any] | None:
    if course is None:
        return None
    return {"steps": [_step(s) for s in course.steps], "why": list(course.why)}


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "from": step.first.isoformat(),
        "to": step.last.isoformat(),
        "daily_mg": step.daily.in_mg,
        "intakes": [
            {
                "hour": intake.hour,
                "mg": intake.dose.in_mg,
                **_portion(portion),
            }
            for intake, portion in zip(step.step.intakes, step.tablets, strict=True)
        ],
        "why": list(step.why),
    }


def _portion(portion: Portion) -> dict[str, Any]:
    if isinstance(portion, Poured):
        return {"liquid": {"mL": portion.mL, "mg_per_mL": portion.mg_per_mL}}
    kind = "packets" if isinstance(portion, Packets) else "tablets"
    return {kind: [{"mg": s, "number": n} for s, n in portion.items]}


def _compared(compared: Compared | None) -> dict[str, Any] | None:
    if compared is None:
        return None
    return {
        "output": "rebound by day, as a part of the highest under the linear shape",
        "kind": compared.mark,
        "draws": compared.n,
        "seed": compared.seed,
        "shapes": [
            {
                "shapes": list(way.shapes),
                "days": way.days,
                "steps": len(way.course.steps),
                "longest_step_days": way.longest_step,
                "peak": way.peak,
                "peak_day": way.peak_day,
                "daily_mg": [s.daily.in_mg for s in way.course.steps],
                "median_by_day": way.median.tolist(),
            }
            for way in compared.ways
        ],
        "why": list(compared.why),
    }


def _forecast(forecast: Course | None) -> dict[str, Any] | None:
    if forecast is None:
        return None
    return {
        "output": "plasma baclofen",
        "unit": "ng/mL",
        "kind": forecast["plasma_ng_mL"].output.kind,
        "kinetics": forecast.kinetics,
        "interval": [0.05, 0.5, 0.95],
        "draws": forecast.n,
        "seed": forecast.seed,
        "exposure": [e for e in forecast["plasma_ng_mL"].windows.values() if e.name != "all"],
        "outside": [{"text": n.text, "why": list(n.why)} for n in forecast.outside],
        "assumed": [{"text": n.text, "why": list(n.why)} for n in forecast.assumed],
        "why": list(forecast.why),
    }
