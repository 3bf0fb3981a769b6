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
    from baclofen.exchange import Record, read_patient
    from baclofen.knowledge import Knowledge, Verdict, cite, load_knowledge, why
    from baclofen.model import Belief, Model, build_model
    from baclofen.patient import BaclofenUse, KidneyValue, Medicine, Patient
    from baclofen.planning import Plan, plan_oral, predict
    from baclofen.reporting import compose, render_json, render_page, render_text
    from baclofen.simulation import Forecast, simulate
    from baclofen.units import Dose, mcg, mg

_HOME = {
    "assessment": ("Assessment", "Request", "assess"),
    "exchange": ("Record", "read_patient"),
    "knowledge": ("Knowledge", "Verdict", "cite", "load_knowledge", "why"),
    "model": ("Belief", "Model", "build_model"),
    "patient": ("BaclofenUse", "KidneyValue", "Medicine", "Patient"),
    "planning": ("Plan", "plan_oral", "predict"),
    "reporting": ("compose", "render_json", "render_page", "render_text"),
    "simulation": ("Forecast", "simulate"),
    "units": ("Dose", "mcg", "mg"),
}
_ROOM_OF = {name: room for room, names in _HOME.items() for name in names}

__all__ = [
    "Assessment",
    "BaclofenUse",
    "Belief",
    "Dose",
    "Forecast",
    "KidneyValue",
    "Knowledge",
    "Medicine",
    "Model",
    "Patient",
    "Plan",
    "Record",
    "Request",
    "Verdict",
    "__version__",
    "assess",
    "build_model",
    "cite",
    "compose",
    "load_knowledge",
    "mcg",
    "mg",
    "plan_oral",
    "predict",
    "read_patient",
    "render_json",
    "render_page",
    "render_text",
    "simulate",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'baclofen' has no name {name!r}")
    return getattr(import_module(f"baclofen.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
