"""baclofen: plans baclofen treatment for one patient, with the basis of every number.

Decision support for clinicians to check, research and education. Not a medical device.

The names below are the public ones. They are imported when first used, so that
`import baclofen` costs nothing and the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.version import VERSION as __version__

if TYPE_CHECKING:
    from baclofen.assessment import Assessment, Request, assess
    from baclofen.exchange import Reading, read_patient
    from baclofen.knowledge import Knowledge, Verdict, cite, load_knowledge, why
    from baclofen.model import (
        Belief,
        Body,
        Covariance,
        Gaussian,
        Independent,
        Model,
        build_model,
        model_of,
    )
    from baclofen.patient import BaclofenUse, KidneyValue, Medicine, Patient
    from baclofen.planning import (
        Plan,
        PlanInputs,
        plan_oral,
        plan_pump,
        plan_screening,
        predict,
        work_out,
    )
    from baclofen.regimen import Dosing, bolus, by_mouth, dialysis, pump
    from baclofen.reporting import compose, render_json, render_page, render_text
    from baclofen.simulation import Course, simulate, simulate_typical
    from baclofen.units import Dose, mcg, mg

_HOME = {
    "assessment": ("Assessment", "Request", "assess"),
    "exchange": ("Reading", "read_patient"),
    "knowledge": ("Knowledge", "Verdict", "cite", "load_knowledge", "why"),
    "model": (
        "Belief",
        "Body",
        "Covariance",
        "Gaussian",
        "Independent",
        "Model",
        "build_model",
        "model_of",
    ),
    "patient": ("BaclofenUse", "KidneyValue", "Medicine", "Patient"),
    "planning": (
        "Plan",
        "PlanInputs",
        "plan_oral",
        "plan_pump",
        "plan_screening",
        "predict",
        "work_out",
    ),
    "reporting": ("compose", "render_json", "render_page", "render_text"),
    "regimen": ("Dosing", "bolus", "by_mouth", "dialysis", "pump"),
    "simulation": ("Course", "simulate", "simulate_typical"),
    "units": ("Dose", "mcg", "mg"),
}
_ROOM_OF = {name: room for room, names in _HOME.items() for name in names}

__all__ = [
    "Assessment",
    "BaclofenUse",
    "Belief",
    "Body",
    "Course",
    "Covariance",
    "Dose",
    "Dosing",
    "Gaussian",
    "Independent",
    "KidneyValue",
    "Knowledge",
    "Medicine",
    "Model",
    "Patient",
    "Plan",
    "PlanInputs",
    "Reading",
    "Request",
    "Verdict",
    "__version__",
    "assess",
    "bolus",
    "build_model",
    "by_mouth",
    "cite",
    "compose",
    "dialysis",
    "load_knowledge",
    "mcg",
    "mg",
    "model_of",
    "plan_oral",
    "plan_pump",
    "plan_screening",
    "predict",
    "pump",
    "read_patient",
    "render_json",
    "render_page",
    "render_text",
    "simulate",
    "simulate_typical",
    "why",
    "work_out",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'baclofen' has no name {name!r}")
    return getattr(import_module(f"baclofen.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
