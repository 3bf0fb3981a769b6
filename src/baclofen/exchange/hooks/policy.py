"""How loud a card is. Most alerts are overridden: critical is kept for what kills."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.exchange.hooks.card import Indicator
from baclofen.knowledge import Verdict

#: From quiet to loud.
LOUDNESS: tuple[Indicator, ...] = ("info", "warning", "critical")
#: Rules that say avoid for sedatives stacked on baclofen.
_STACKS = frozenset({"INT-MULTI-CNS", "SIGN-SEDATED"})
#: A first dose above the start of every label, or of every child.
_HIGH_STARTS = frozenset({"DO-FIRST-ORDER", "DO-FIRST-CHILD", "DO-START-MOST"})
#: Rules on what was stopped.
_STOPPED = "stop"
#: A pump set to a tenth stops nearly all at once, and set to ten times it overdoses.
TENFOLD = frozenset({"ITM-TENFOLD"})
#: Rules on what runs that say caution because baclofen is never stopped at once for it, and speak
#: against the other medicine where that is what is ordered: its own label does.
TOLD_BESIDE = frozenset({"INT-OXYBATE-NOW", "INT-OPIOID-LONG"})
#: Steps too large at once, and too much of a day at once: down, several steps are a part of an
#: abrupt stop, up, they are a dose that nobody has borne yet.
_AT_ONCE = frozenset({"DO-ONE-STEP", "DO-ONE-STEP-CHILD", "DO-SINGLE-MOST"})


def indicator_of(
    fit: Assessment, verdict: Verdict, *, stops: bool = False, unclear: bool = False
) -> Indicator:
    """critical: an emergency, a contraindication (failing kidneys are one), an abrupt stop, of
    most of a dose by mouth too (`stops`), a pump's rate that changes tenfold, or a stack of
    sedatives that a rule advises against. warning: what else a rule advises against, what cannot be
    judged or identified, a first dose above every label's, a dose that changes by more than a step
    at once, and more at one time than any label gives. Else info."""
    fired = {finding.rule.id for finding in fit.findings}
    stopped = any(f.rule.topic == _STOPPED and f.verdict >= Verdict.AVOID for f in fit.findings)
    if verdict is Verdict.REJECT_INPUT:
        return "warning"
    if verdict >= Verdict.CONTRAINDICATED or stops or stopped or fired & (_STACKS | TENFOLD):
        return "critical"
    if verdict >= Verdict.AVOID or unclear or fired & (_AT_ONCE | _HIGH_STARTS):
        return "warning"
    return "info"
