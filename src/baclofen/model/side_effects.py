"""Active receptors to the probability of each side effect, and of coma after an overdose.

The logit of drowsiness was fitted to groups over placebo, so its probability is that of people like
these. No figures by dose were seen of the other side effects: their logits are assumed. Drowsiness
and what goes with it follow the arousal sites, with their tolerance; weakness follows the
cord. Overdose is judged without tolerance.

Facts: `harm.*`, `overdose.*`.
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.model.link import Link, Output

#: Side effect -> the active receptors it follows, and its name in words.
SIDE_EFFECTS: Mapping[str, tuple[str, str]] = {
    "drowsiness": ("A_sedation", "drowsiness"),
    "dizziness": ("A_sedation", "dizziness"),
    "weakness": ("A_strength", "weakness"),
    "fatigue": ("A_sedation", "fatigue"),
    "nausea": ("A_sedation", "nausea"),
    "constipation": ("A_sedation", "constipation"),
    "confusion": ("A_sedation", "confusion"),
}
#: Those with figures by dose over placebo behind them.
_SEEN_BY_DOSE = ("drowsiness",)
#: After an overdose -> words.
OVERDOSE: Mapping[str, str] = {
    "deep_coma": "deep coma", "ventilation": "need for ventilation",
}  # fmt: skip


def _probability(logit: str) -> str:
    return f"1/(1 + exp(-({logit})))"


def side_effect(name: str) -> Link:
    """The probability of one side effect."""
    site, words = SIDE_EFFECTS[name]
    intercept, slope, person = f"{name}_intercept", f"{name}_slope", f"{name}_person"
    return Link(
        "harm",
        parameters={intercept: "1", slope: "1", person: "1"},
        elsewhere={
            intercept: f"harm.{name}.intercept",
            slope: f"harm.{name}.slope",
            person: "harm.person",
        },
        signals={f"p_{name}": _probability(f"{intercept} + {person} + {slope}*{site}")},
        outputs=(
            Output(
                f"prob_{name}", f"p_{name}", "1",
                "calibrated" if name in _SEEN_BY_DOSE else "assumed", f"probability of {words}",
                rests_on=(f"harm.{name}.intercept", f"harm.{name}.slope"), worse=1,
            ),
        ),
    )  # fmt: skip


def overdose(name: str) -> Link:
    """The probability of a grave effect after one large dose."""
    midpoint, slope = f"{name}_midpoint", f"{name}_slope"
    return Link(
        "overdose",
        parameters={midpoint: "1", slope: "1"},
        elsewhere={midpoint: f"overdose.{name}.midpoint", slope: f"overdose.{name}.slope"},
        signals={f"p_{name}": _probability(f"{slope}*(A_b - {midpoint})")},
        outputs=(
            Output(
                f"prob_{name}", f"p_{name}", "1", "calibrated",
                f"probability of {OVERDOSE[name]} after an overdose",
                rests_on=(f"overdose.{name}.midpoint", f"overdose.{name}.slope"), worse=1,
            ),
        ),
    )  # fmt: skip


LINKS = (*map(side_effect, SIDE_EFFECTS), *map(overdose, OVERDOSE))
