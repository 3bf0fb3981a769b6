"""An emergency: act now, whom to call; no dose is computed."""

from __future__ import annotations

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Verdict
from baclofen.planning.plan import Plan
from baclofen.planning.running import as_read


def in_emergency(fit: Assessment) -> Plan:
    rule = next(f.rule for f in fit.findings if f.verdict is Verdict.EMERGENCY)
    stopped = rule.id == "WD-ESCALATE"
    act = (
        "Emergency, possible baclofen withdrawal: call the emergency team now; restarting is "
        "theirs to decide."
        if stopped
        else "Emergency, possible baclofen toxicity: urgent care now, kidney function today; "
        "stopping is theirs to decide, with a watch for withdrawal."
    )
    return Plan(
        fit,
        headline=Note(act, (rule.id, "WHO-DECIDES")),
        opening=(
            Note(rule.says, (rule.id,)),
            *(
                (Note("No dose is computed here.", ("WHO-DECIDES",)),)
                if stopped
                else (
                    Note(
                        "Signs of overdose can come at low doses when the kidney fails.",
                        ("OD-RENAL-LOW",),
                    ),
                    Note(
                        "No antidote: airway, breathing, circulation; haemodialysis in severe "
                        "poisoning with kidney failure.",
                        ("OD-TREAT",),
                    ),
                )
            ),
        ),
        options=tuple(as_read(u) for u in fit.uses),
        refusals=(Note("No dose is computed in an emergency.", ("WHO-DECIDES",)),),
    )
