"""An emergency: act now, whom to call; no dose is computed."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.plan import Plan
from baclofen.planning.running import as_read


def in_emergency(fit: Assessment, known: Knowledge) -> Plan:
    """What to do at once, with the sources; no dose, and no restart, is computed."""
    rule = next(f.rule for f in fit.findings if f.verdict is Verdict.EMERGENCY)
    is_withdrawal = rule.topic == "withdrawal"
    headline, notes = (_withdrawal if is_withdrawal else _toxicity)(fit, known, rule.id)
    return Plan(
        fit,
        headline=headline,
        opening=(known.rule_says(rule.id), *notes),
        options=tuple(as_read(u, known) for u in fit.uses),
        refusals=(known.note("emergency.no_dose"),),
    )


def _withdrawal(fit: Assessment, known: Knowledge, rule: str) -> tuple[Note, tuple[Note, ...]]:
    pump = any(u.route == "intrathecal" for u in fit.uses)
    whom = known.note("emergency.team_and_clinic" if pump else "emergency.team")
    return known.note("emergency.withdrawal", rule, whom=whom), (
        known.note("emergency.onset"),
        known.note("emergency.led_to", "W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL"),
    )


def _toxicity(_fit: Assessment, known: Knowledge, rule: str) -> tuple[Note, tuple[Note, ...]]:
    return known.note("emergency.toxicity", rule), (
        known.note("emergency.kidneys"),
        known.note("emergency.low_doses"),
        known.note("emergency.treat"),
        known.note("emergency.rapid_stop"),
    )
