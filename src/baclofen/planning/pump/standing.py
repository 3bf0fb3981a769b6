"""Whether something about the pump itself speaks against any new rate."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Rule, Verdict

#: The topic of rules on a pump that rings, may be faulty or empty, stood still, or is overdue.
_OF_STATE = "pump-state"


def stands(fit: Assessment) -> bool:
    """Whether such a rule fires: then nothing is offered, and no limit is named as a range."""
    return any(is_of_state(f.rule) for f in fit.findings)


#: A pause that is over: it has a sentence of its own, with its hours.
PAUSED = "P-PAUSED"


def held_by(fit: Assessment) -> tuple[str, ...]:
    """The ids of such rules that hold a raise and nothing else, a pause apart: what they say comes
    before the rate that runs."""
    return tuple(
        f.rule.id
        for f in fit.findings
        if is_of_state(f.rule) and f.verdict is Verdict.CAUTION and f.rule.id != PAUSED
    )


def is_of_state(rule: Rule) -> bool:
    """Whether a rule is one of these."""
    return rule.topic == _OF_STATE
