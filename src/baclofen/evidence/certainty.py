"""How sure a body of evidence is, by GRADE: where it starts, five domains, and their sum.

What figures can decide is computed (imprecision, inconsistency, the funnel); what they cannot is
judged in the data, study by study, with its reason. Nothing here rates up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log

from baclofen.evidence.joined import Scaled
from baclofen.evidence.question import Answer, Question
from baclofen.knowledge import Study, Trials
from baclofen.synthesis import Pooled, normal_quantile
from baclofen.value import Value

#: From the least sure to the surest; `none` is no study at all.
LEVELS = ("none", "very low", "low", "moderate", "high")


class Domain(Value):
    """One domain of GRADE: how many levels it takes off, and why."""

    name: str
    down: int
    why: str


class Certainty(Value):
    """The level, where it started, and the five domains that led from there.

    >>> open_trial, small = Domain("risk of bias", 1, "open"), Domain("imprecision", 1, "small")
    >>> Certainty("high", (open_trial, small)).level
    'low'
    """

    start: str
    domains: tuple[Domain, ...]

    @property
    def level(self) -> str:
        """The start less all that the domains take off; never below very low."""
        if self.start == "none":
            return "none"
        at = LEVELS.index(self.start) - sum(d.down for d in self.domains)
        return LEVELS[max(at, LEVELS.index("very low"))]

    @property
    def rank(self) -> int:
        """0 for none to 4 for high."""
        return LEVELS.index(self.level)


def certainty(
    question: Question, answers: Sequence[Answer], pooled: Pooled | None, scaled: Scaled | None,
    missing: Sequence[Study], trials: Trials, *, across: str = "",
) -> Certainty:  # fmt: skip
    """The certainty of what these studies say together.

    `missing` are finished trials of the same question whose results were never published.
    `across` names what was pooled across on request, which makes the answer indirect.
    """
    start = "high" if question.design == "randomised" else "low"
    weights = _weights(answers, pooled)
    return Certainty(
        start,
        (
            _bias(question, answers, weights, start, trials),
            _inconsistency(answers, pooled, trials),
            _indirectness(answers, weights, across),
            _imprecision(question, answers, pooled, scaled, trials),
            _publication(pooled, missing, trials),
        ),
    )


def _weights(answers: Sequence[Answer], pooled: Pooled | None) -> tuple[float, ...]:
    """Percent of each answer: as pooled, else the same for each."""
    if pooled is not None and pooled.k == len(answers):
        return tuple(float(w) for w in pooled.weights)
    return tuple(100 / len(answers) for _ in answers)


def _held_by_half(
    answers: Sequence[Answer], weights: Sequence[float], down: Callable[[Answer], int]
) -> int:
    """The most levels that answers of half the weight or more would take off."""
    found = [down(a) for a in answers]
    for level in sorted(set(found), reverse=True):
        if sum(w for w, d in zip(weights, found, strict=True) if d >= level) >= 50 - 1e-9:
            return level
    return 0


def _bias(
    question: Question, answers: Sequence[Answer], weights: Sequence[float], start: str,
    trials: Trials,
) -> Domain:  # fmt: skip
    def down(answer: Answer) -> int:
        # What was never read cannot be called low.
        level = answer.study.risk or "high"
        if not question.is_controlled:
            level = "critical"
        if start == "low" and level != "critical":
            # Such designs start low for this very reason.
            return 0
        return int(trials.number(f"risk.{level}"))

    if not question.is_controlled:
        why = "no control group: the course of the illness cannot be told from an effect"
        return Domain("risk of bias", _held_by_half(answers, weights, down), why)
    why = "; ".join(
        f"{a.study.short}: {trials.risks.get(a.study.risk, 'not told')}"
        + (f" ({a.study.risk_why})" if a.study.risk_why else "")
        for a in answers
    )
    return Domain("risk of bias", _held_by_half(answers, weights, down), why)


def _inconsistency(answers: Sequence[Answer], pooled: Pooled | None, trials: Trials) -> Domain:
    name = "inconsistency"
    if len(answers) == 1:
        return Domain(name, 0, "one study: nothing to compare it with")
    if pooled is not None and pooled.k > 1:
        I2 = pooled.heterogeneity.I2
        says = f"I2 {I2:.0f} %"
        if trials.number("inconsistency.much") <= I2:
            return Domain(name, 2, says)
        if trials.number("inconsistency.some") <= I2:
            return Domain(name, 1, says)
        inside = pooled.prediction_hts
        if inside is not None and inside.holds(0) and not pooled.ci.holds(0):
            return Domain(name, 1, f"{says}; a further study may well show nothing")
        return Domain(name, 0, says)
    told = {a.direction for a in answers} - {""}
    if len(told) > 1:
        return Domain(name, 1, f"studies disagree: {', '.join(sorted(told))}")
    return Domain(name, 0, "no figures that could disagree" if not told else "studies agree")


def _indirectness(answers: Sequence[Answer], weights: Sequence[float], across: str) -> Domain:
    down = _held_by_half(answers, weights, lambda a: 1 if a.indirect else 0)
    why = [f"{a.study.short}: {a.indirect}" for a in answers if a.indirect]
    if across:
        down, why = max(down, 1), [f"pooled across {across} on request", *why]
    return Domain("indirectness", down, "; ".join(why) or "the question itself was studied")


def _imprecision(
    question: Question, answers: Sequence[Answer], pooled: Pooled | None, scaled: Scaled | None,
    trials: Trials,
) -> Domain:  # fmt: skip
    name = "imprecision"
    if not question.is_controlled:
        return Domain(name, 0, "one arm only: no effect to be precise about")
    sized = [(a, a.size) for a in answers if a.size is not None]
    if pooled is not None and scaled is not None:
        low, high = sorted((scaled.sign * pooled.ci.low, scaled.sign * pooled.ci.high))
        is_ratio, people = pooled.effects.is_ratio, _people([a for a, _ in sized])
        return _of_interval(low, high, pooled.se, scaled.important, is_ratio, people, trials)
    if len(sized) == 1:
        answer, size = sized[0]
        is_ratio = size.measure in ("RR", "OR")
        people = _people([answer])
        return _of_interval(*size.benefit, size.se, size.important, is_ratio, people, trials)
    return _without_interval(answers)


def _of_interval(
    low: float, high: float, se: float, important: float | None, is_ratio: bool,
    people: int | None, trials: Trials,
) -> Domain:  # fmt: skip
    """By what the interval holds: above 0 favours baclofen, `important` is what matters."""
    name = "imprecision"
    reasons: list[str] = []
    down = 0
    edge = important if important is not None else 0.0
    crossed = [e for e in {-edge, edge} if low < e < high]
    if crossed:
        holds = (
            "a benefit that matters and none" if edge in crossed else "harm that matters and none"
        )
        down, reasons = 1, [f"the interval holds both {holds}" if edge else "the interval holds 0"]
        if len(crossed) == 2:
            down, reasons = 2, ["the interval holds a benefit that matters and a harm that matters"]
        if is_ratio and high - low > log(trials.number("ratio.wide")):
            down = 2
            reasons.append("its limits are so far apart that nothing is known of the size")
    small = _too_small(se, important, people, trials)
    if small:
        down = max(down, 1)
        reasons.append(small)
    return Domain(name, down, "; ".join(reasons) or "the interval is on one side of what matters")


def _too_small(se: float, important: float | None, people: int | None, trials: Trials) -> str:
    """Why the sample is smaller than one good trial would need; empty when it is not."""
    need = trials.number("size.people")
    if people is None:
        return "how many people it rests on was not seen"
    if people < need:
        return f"{people} people, below {need:.0f}"
    if important and people < trials.number("size.large"):
        z = normal_quantile(1 - trials.number("size.alpha") / 2)
        z += normal_quantile(trials.number("size.power"))
        if se > important / z:
            return "smaller than one trial with the power to find what matters"
    return ""


def _without_interval(answers: Sequence[Answer]) -> Domain:
    """No interval: what can be rated is whether the direction is known, not the size."""
    name = "imprecision"
    read = [a for a in answers if a.how != "memory"]
    told = [a.direction for a in read if a.direction]
    if not told:
        return Domain(name, 2, "neither size nor direction of the effect was seen")
    if len(told) > 1 and len(set(told)) == 1 and len(told) == len(answers):
        return Domain(
            name, 0,
            f"{len(told)} studies agree on the direction, which is what is rated; the size was "
            "not seen",
        )  # fmt: skip
    return Domain(name, 1, "the size of the effect was not seen, or has no interval")


def _publication(pooled: Pooled | None, missing: Sequence[Study], trials: Trials) -> Domain:
    name = "publication bias"
    if missing:
        titles = "; ".join(s.short for s in missing)
        return Domain(name, 1, f"finished and never published: {titles}")
    if pooled is not None and pooled.k >= trials.number("funnel.min"):
        from baclofen.synthesis import egger

        found = egger(pooled.effects)
        if found.p < trials.number("funnel.p"):
            return Domain(
                name, 1, f"small studies differ from large ones (Egger p = {found.p:.2g})"
            )
        return Domain(name, 0, f"no sign of it (Egger p = {found.p:.2g})")
    return Domain(name, 0, "too few studies to look for it; no unpublished trial is known")


def _people(answers: Sequence[Answer]) -> int | None:
    if any(a.people is None for a in answers):
        return None
    return sum(a.people or 0 for a in answers)
