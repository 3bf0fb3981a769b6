"""The patients the tests speak of, and one way to assess them."""

from datetime import date
from typing import Any

from baclofen.answering import Answer, PlanInputs, answer
from baclofen.assessment import Assessment, Request, assess
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.patient import BaclofenUse, Medicine, Patient
from baclofen.planning import Plan, plan_oral
from baclofen.units import Dose, mg

TODAY = date(2026, 11, 22)


def known() -> Knowledge:
    return load_knowledge()


def person(**given: Any) -> Patient:
    """An adult with MS and good kidneys, changed by what is given."""
    base: dict[str, Any] = {
        "age_y": 45.0,
        "sex": "female",
        "syndrome": "ms_spasticity",
        "egfr": 95.0,
    }
    for name in ("conditions", "no_conditions", "allergies", "signs", "no_signs"):
        if name in given:
            given[name] = frozenset(given[name])
    if "medicines" in given:
        given["medicines"] = tuple(Medicine(m) for m in given["medicines"])
    return Patient(**(base | given))


def on_baclofen(dose: Dose | None = None, **given: Any) -> Patient:
    """The same, taking baclofen by mouth."""
    use = BaclofenUse("oral", "active", "baclofen tablets", mg(30) if dose is None else dose)
    return person(baclofen=(use,), **given)


def judge(who: Patient, kind: Any = "start", jurisdiction: str = "US", **asked: Any) -> Assessment:
    request = Request(today=TODAY, kind=kind, jurisdiction=jurisdiction, **asked)
    return assess(who, known(), request)


def plan(who: Patient, kind: Any = "start", jurisdiction: str = "US", **asked: Any) -> Plan:
    return plan_oral(judge(who, kind, jurisdiction, **asked), known())


def answered(
    who: Patient,
    kind: Any = "start",
    jurisdiction: str = "US",
    door: Any = PlanInputs,
    **asked: Any,
) -> Answer:
    """The answer of a door; what is no part of a request (seed, belief, notes) is its input."""
    own = {name: asked.pop(name) for name in door.__struct_fields__ if name in asked}
    request = Request(today=TODAY, kind=kind, jurisdiction=jurisdiction, **asked)
    return answer(door(patient=who, request=request, **own), known())


def fired(fit: Assessment) -> set[str]:
    return {f.rule.id for f in fit.findings}
