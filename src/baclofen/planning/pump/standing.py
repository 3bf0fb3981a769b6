"""Whether something about the pump itself speaks against any new rate."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Rule

#: The topic of rules on a pump that rings, may be faulty or empty, stood still, or is overdue.
_OF_STATE = "pump-state"


def stands(fit: Assessment) -> bool:
    """Whether such a rule fires: then nothing is offered, and no limit is named as a range."""
    return any(is_of_state(f.rule) for f in fit.findings)


def is_of_state(rule: Rule) -> bool:
    """Whether a rule is one of these."""
    return rule.topic == _OF_STATE
