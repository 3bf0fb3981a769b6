"""An emergency: act now, whom to call; no dose is computed."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.plan import Plan
from baclofen.planning.running import as_read


def in_emergency(fit: Assessment, known: Knowledge) -> Plan:
    """What to do at once, with the sources; no dose, and no restart, is computed."""
    rule = next(f.rule for f in fit.findings if f.verdict is Verdict.EMERGENCY)
    act, notes = _withdrawal(fit) if rule.id == "WD-ESCALATE" else _toxicity()
    return Plan(
        fit,
        headline=Note(act, (rule.id, "WHO-DECIDES")),
        opening=(Note(rule.says, (rule.id,)), *notes),
        options=tuple(as_read(u) for u in fit.uses),
        refusals=(Note("No dose is computed in an emergency.", ("WHO-DECIDES",)),),
    )


def _withdrawal(fit: Assessment) -> tuple[str, tuple[Note, ...]]:
    pump = any(u.route == "intrathecal" for u in fit.uses)
    whom = "the emergency team and the pump clinic" if pump else "the emergency team"
    act = (
        f"Emergency, possible baclofen withdrawal: call {whom} now; restarting is theirs to decide."
    )
    return act, (
        Note(
            "Withdrawal begins 12 to 72 hours after a cut, a stop or a pump fault. Look too for "
            "itching without a rash, fast pulse, unstable pressure, sweating, tremor.",
            ("WD-ONSET", "WD-SIGNS"),
        ),
        Note(
            "It has led to seizures, high fever, muscle breakdown, organ failure and death.",
            ("W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL",),
        ),
    )


def _toxicity() -> tuple[str, tuple[Note, ...]]:
    act = (
        "Emergency, possible baclofen toxicity: urgent care now, kidney function today; stopping "
        "is theirs to decide, with a watch for withdrawal."
    )
    return act, (
        Note("Kidney function the same day; do not wait for the next visit.", ("REN-AKI",)),
        Note("Signs of overdose can come at low doses when the kidney fails.", ("OD-RENAL-LOW",)),
        Note(
            "No antidote: airway, breathing, circulation; haemodialysis in severe poisoning with "
            "kidney failure.",
            ("OD-TREAT",),
        ),
        Note(
            "A rapid stop is allowed here, and only here, by those who treat: withdrawal may "
            "follow 12 to 72 hours later.",
            ("T-1-2WK", "WD-ONSET", "W-ABRUPT-ORAL"),
        ),
    )
