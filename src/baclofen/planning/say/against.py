"""What speaks against the baclofen that runs, and of what kind all of it is."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Verdict

#: Rules that speak against what is asked, or against taking it twice, and not against what runs.
ONLY_ASKED = frozenset({"DUP-BACLOFEN", "IT-STOP-ASKED"})
#: Rules that speak against what is taken beside baclofen, as much as against baclofen.
_STACKED = frozenset({"INT-ALCOHOL", "INT-MULTI-CNS", "INT-OXYBATE"})
#: The topic of rules on a step that is ordered for a later day.
AHEAD = "ahead"


def against_it(fit: Assessment) -> frozenset[str]:
    """The rules that speak against what runs: not those on a step that is ordered for later."""
    return frozenset(_against(fit))


def worst_against(fit: Assessment) -> str:
    """The worst of them, else of all that fires."""
    return (*_against(fit), fit.findings[0].rule.id)[0]


def is_only_a_duplicate(fit: Assessment) -> bool:
    """Whether nothing speaks against baclofen but that it is taken already."""
    return against_it(fit) == {"DUP-BACLOFEN"}


def is_only_stacked(fit: Assessment) -> bool:
    """Whether nothing speaks against baclofen but the sedatives beside it, and no sign tells that
    they act."""
    against = against_it(fit)
    return bool(against) and against <= _STACKED


def _against(fit: Assessment) -> tuple[str, ...]:
    against = (f.rule for f in fit.findings if f.verdict >= Verdict.AVOID)
    return tuple(rule.id for rule in against if rule.topic != AHEAD)
