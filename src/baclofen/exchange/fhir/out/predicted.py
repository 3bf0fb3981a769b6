"""What the model expects of a dose, and the kidneys as they were judged.

No prediction is a risk of withdrawal: no figures exist from which one could be had. What is
expected is of simulated people, and carries its interval and no single number.
"""

from __future__ import annotations

from baclofen.exchange.fhir.out.source import Json, Source, coded
from baclofen.exchange.fhir.systems import FIGURES, UCUM
from baclofen.planning import Weighed

#: The harms that are predicted as a share of people, beyond those without the drug.
_HARMS = ("drowsiness", "dizziness", "weakness")
_KIDNEY_UNITS = {"egfr": "mL/min/{1.73_m2}", "crcl": "mL/min"}


def risk_assessment(source: Source) -> Json | None:
    """The harms expected at the plan's last step, as far as they are believed; None without any. A
    record system has no fold: what only illustrates does not leave."""
    optimum = source.made.optimum
    last = optimum.plain if optimum is not None else None
    if optimum is None or last is None:
        return None
    harms = (h for h in _HARMS if optimum.credits[f"prob_{h}"].verdict == "believed")
    predictions = [p for harm in harms if (p := _prediction(source, last, harm))]
    if not predictions:
        return None
    method = source.known.note("fhir.method", draws=optimum.draws, seed=optimum.seed)
    return {
        "resourceType": "RiskAssessment",
        "id": source.id("RiskAssessment"),
        "status": "preliminary",
        "method": {"text": source.say(method)},
        "subject": source.patient,
        "occurrenceDateTime": source.instant,
        "performer": source.points_to("Device"),
        "prediction": predictions,
    }


def _prediction(source: Source, last: Weighed, harm: str) -> Json | None:
    effect = last.effects.get(f"prob_{harm}")
    if effect is None:
        return None
    known = source.known
    outcome = known.note("fhir.harm", harm=harm, daily=last.daily)
    return {
        "outcome": {"text": source.say(outcome)},
        "probabilityRange": {
            "low": _percent(effect.over.low), "high": _percent(effect.over.high),
        },
        "rationale": source.say(known.note("fhir.simulated")),
    }  # fmt: skip


def kidney_observations(source: Source) -> tuple[Json, ...]:
    """eGFR and creatinine clearance as they governed the judgement.

    They carry no LOINC code: stored and sent back, they must never be taken for results of a
    laboratory.
    """
    kidney = source.made.fit.kidney
    made = []
    for name, value in (("egfr", kidney.egfr), ("crcl", kidney.crcl)):
        if value is None:
            continue
        unit = _KIDNEY_UNITS[name]
        text = source.say(source.known.note(f"fhir.kidney.{name}"))
        made.append(
            {
                "resourceType": "Observation",
                "id": source.id("Observation", name),
                "status": "preliminary",
                "code": coded(FIGURES, name, text),
                "subject": source.patient,
                "effectiveDateTime": source.day,
                "device": source.points_to("Device"),
                "valueQuantity": {
                    "value": round(value, 1), "unit": unit, "system": UCUM, "code": unit,
                },
            }
        )  # fmt: skip
    return tuple(made)


def _percent(share: float) -> Json:
    # To three digits, as forecasts are printed.
    value = float(f"{100 * share:.3g}")
    return {"value": value, "unit": "%", "system": UCUM, "code": "%"}
