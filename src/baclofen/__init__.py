"""baclofen: plans baclofen treatment for one patient, with the basis of every number.

Decision support for clinicians to check, research and education. Not a medical device.

The names below are the public ones. They are imported when first used, so that
`import baclofen` costs nothing and the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily
from baclofen.version import VERSION as __version__

if TYPE_CHECKING:
    from baclofen.answering import (
        Account,
        Answer,
        AssessInputs,
        Given,
        Judgement,
        PlanInputs,
        PumpInputs,
        Replayed,
        ScreenInputs,
        TaperInputs,
        answer,
        answer_json,
        replay,
    )
    from baclofen.assessment import (
        Assessment,
        Request,
        assess,
    )
    from baclofen.errors import (
        BaclofenError,
        InputRefused,
        KnowledgeError,
        NotPlanned,
        OutOfRange,
        UnitProblem,
        UnknownName,
        UnreadableFile,
        UnreadableRecord,
    )
    from baclofen.exchange import (
        Reading,
        read_patient,
        with_answers,
    )
    from baclofen.knowledge import (
        Knowledge,
        Verdict,
        cite,
        load_knowledge,
        why,
    )
    from baclofen.model import (
        Belief,
        Body,
        Covariance,
        Gaussian,
        Independent,
        Model,
        Parameter,
        build_model,
        model_of,
    )
    from baclofen.patient import (
        BaclofenUse,
        Entry,
        KidneyValue,
        Medicine,
        Patient,
    )
    from baclofen.planning import (
        Plan,
        plan_oral,
        plan_pump,
        plan_screening,
        predict,
    )
    from baclofen.regimen import (
        Dosing,
        bolus,
        by_mouth,
        dialysis,
        pump,
    )
    from baclofen.reporting import (
        compose,
        render_page,
        render_text,
    )
    from baclofen.simulation import (
        Course,
        simulate,
        simulate_typical,
    )
    from baclofen.units import (
        Dose,
        mcg,
        mg,
    )

_HOMES = {
    "answering": (
        "Account",
        "Answer",
        "AssessInputs",
        "Given",
        "Judgement",
        "PlanInputs",
        "PumpInputs",
        "Replayed",
        "ScreenInputs",
        "TaperInputs",
        "answer",
        "answer_json",
        "replay",
    ),
    "assessment": (
        "Assessment",
        "Request",
        "assess",
    ),
    "errors": (
        "BaclofenError",
        "InputRefused",
        "KnowledgeError",
        "NotPlanned",
        "OutOfRange",
        "UnitProblem",
        "UnknownName",
        "UnreadableFile",
        "UnreadableRecord",
    ),
    "exchange": (
        "Reading",
        "read_patient",
        "with_answers",
    ),
    "knowledge": (
        "Knowledge",
        "Verdict",
        "cite",
        "load_knowledge",
        "why",
    ),
    "model": (
        "Belief",
        "Body",
        "Covariance",
        "Gaussian",
        "Independent",
        "Model",
        "Parameter",
        "build_model",
        "model_of",
    ),
    "patient": (
        "BaclofenUse",
        "Entry",
        "KidneyValue",
        "Medicine",
        "Patient",
    ),
    "planning": (
        "Plan",
        "plan_oral",
        "plan_pump",
        "plan_screening",
        "predict",
    ),
    "regimen": (
        "Dosing",
        "bolus",
        "by_mouth",
        "dialysis",
        "pump",
    ),
    "reporting": (
        "compose",
        "render_page",
        "render_text",
    ),
    "simulation": (
        "Course",
        "simulate",
        "simulate_typical",
    ),
    "units": (
        "Dose",
        "mcg",
        "mg",
    ),
}
__all__ = [
    "Account",
    "Answer",
    "AssessInputs",
    "Assessment",
    "BaclofenError",
    "BaclofenUse",
    "Belief",
    "Body",
    "Course",
    "Covariance",
    "Dose",
    "Dosing",
    "Entry",
    "Gaussian",
    "Given",
    "Independent",
    "InputRefused",
    "Judgement",
    "KidneyValue",
    "Knowledge",
    "KnowledgeError",
    "Medicine",
    "Model",
    "NotPlanned",
    "OutOfRange",
    "Parameter",
    "Patient",
    "Plan",
    "PlanInputs",
    "PumpInputs",
    "Reading",
    "Replayed",
    "Request",
    "ScreenInputs",
    "TaperInputs",
    "UnitProblem",
    "UnknownName",
    "UnreadableFile",
    "UnreadableRecord",
    "Verdict",
    "__version__",
    "answer",
    "answer_json",
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
    "render_page",
    "render_text",
    "replay",
    "simulate",
    "simulate_typical",
    "why",
    "with_answers",
]


#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
