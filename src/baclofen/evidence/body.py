"""Bodies of evidence: the answers to one question, pooled only where that means something."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from baclofen.evidence.certainty import Certainty, certainty
from baclofen.evidence.effect import given
from baclofen.evidence.pool import Pooled, Test, pool
from baclofen.evidence.question import ACROSS, Answer, Question, Size
from baclofen.knowledge import Study, Trials


@dataclass(frozen=True)
class NotPooled:
    """Why there is no pooled effect: a result like any other, never an error.

    >>> NotPooled("too few", "one study gives an effect with its interval").says
    'Too few to pool: one study gives an effect with its interval.'
    """

    kind: Literal["too few", "one arm", "scales differ"]
    why: str

    @property
    def says(self) -> str:
        """The same as a sentence."""
        heads = {
            "too few": "Too few to pool", "one arm": "Not pooled", "scales differ": "Not pooled",
        }  # fmt: skip
        return f"{heads[self.kind]}: {self.why}."


@dataclass(frozen=True)
class Body:
    """All answers to one question.

    `answers` has one a study; `further` holds their other outcomes of the kind and other times.
    `pooled` is the effect of all, on the scale of `unit`, or why there is none. `verdict` says in
    plain words what the body shows, `favours` whom: baclofen, control, neither or unclear.
    `unflagged` is the same without studies that are to be read with care, where some are pooled.
    """

    question: Question
    answers: tuple[Answer, ...]
    further: tuple[Answer, ...]
    pooled: Pooled | NotPooled
    unit: str
    certainty: Certainty
    favours: str
    verdict: str
    unflagged: Pooled | NotPooled | None = None

    @property
    def k(self) -> int:
        """How many studies."""
        return len(self.answers)

    @property
    def k_with_figures(self) -> int:
        """How many of them give an effect with an interval."""
        return sum(a.size is not None for a in self.answers)


def gather(
    found: Iterable[tuple[Question, Answer]], missing: Sequence[Study], trials: Trials, *,
    across_syndromes: bool = False, across_routes: bool = False,
) -> tuple[Body, ...]:  # fmt: skip
    """Bodies by syndrome: pain first, then the other families; controlled ones first.

    A body never crosses syndromes or routes unless asked to; then it says so in its certainty.
    """
    grouped: dict[Question, list[Answer]] = {}
    homes: dict[Question, set[Question]] = {}
    for question, answer in found:
        asked = replace(
            question,
            syndrome=ACROSS if across_syndromes else question.syndrome,
            route=ACROSS if across_routes else question.route,
        )
        grouped.setdefault(asked, []).append(answer)
        homes.setdefault(asked, set()).add(question)
    order, kinds = list(trials.families), list(trials.comparators)
    syndromes = [*trials.syndromes, ACROSS]
    windows = ("hours", "months", "years", "open", "after", "unstated")
    bodies = [
        _body(q, grouped[q], _missing(q, homes[q], missing), _crossed(homes[q]), trials)
        for q in grouped
    ]

    def place(body: Body) -> tuple[object, ...]:
        q = body.question
        family = order.index(q.family)
        is_pain = trials.families[q.family].pain
        controlled = (not q.is_controlled, not body.k_with_figures)
        what = (
            kinds.index(q.comparator), windows.index(q.window), q.drug != "baclofen",
            q.design == "observed",
        )  # fmt: skip
        # Of pain, what was compared comes before what was not, whatever it is called.
        first = (*controlled, family) if is_pain else (family, *controlled)
        return (syndromes.index(q.syndrome), not is_pain, first, q.route, what, q)

    return tuple(sorted(bodies, key=place))


def _missing(
    question: Question, homes: set[Question], missing: Sequence[Study]
) -> tuple[Study, ...]:
    """Unpublished trials of the same comparison; the form of the drug may differ."""
    if not question.is_controlled:
        return ()
    asked = {(q.syndrome, q.route, q.comparator) for q in homes}
    return tuple(
        s for s in missing if any((s.syndrome, s.route, c.kind) in asked for c in s.compare)
    )


def _crossed(homes: set[Question]) -> str:
    """What the questions of one body differ in: syndromes, routes or both."""
    found = []
    if len({q.syndrome for q in homes}) > 1:
        found.append("syndromes")
    if len({q.route for q in homes}) > 1:
        found.append("routes")
    return " and ".join(found)


def _body(
    question: Question, found: list[Answer], missing: Sequence[Study], across: str,
    trials: Trials,
) -> Body:  # fmt: skip
    main: dict[str, Answer] = {}
    for answer in found:
        best = main.get(answer.study.id)
        if best is None or _comes_first(answer, best):
            main[answer.study.id] = answer
    answers = tuple(main.values())
    further = tuple(a for a in found if a not in answers)
    pooled, unit = _pooled(question, answers, trials)
    whole = pooled if isinstance(pooled, Pooled) else None
    sure = certainty(question, answers, whole, missing, trials, across=across)
    favours, verdict = _verdict(question, answers, whole, trials)
    sound = tuple(a for a in answers if a.study.use != "flagged")
    unflagged = None
    if whole is not None and len(sound) < len(answers):
        unflagged = _pooled(question, sound, trials)[0]
    return Body(question, answers, further, pooled, unit, sure, favours, verdict, unflagged)


def _comes_first(answer: Answer, best: Answer) -> bool:
    """The latest reading of the outcome that the study lists first; figures before none."""
    if answer.outcome != best.outcome:
        return answer.size is not None and best.size is None
    return (answer.day or 0) > (best.day or 0)


def _pooled(
    question: Question, answers: Sequence[Answer], trials: Trials
) -> tuple[Pooled | NotPooled, str]:
    """The pooled effect and its unit, or why there is none."""
    if not question.is_controlled:
        return NotPooled("one arm", "one arm only, so there is no effect"), ""
    need = int(trials.number("pool.min"))
    sized = [(a, a.size) for a in answers if a.size is not None]
    if len(sized) < need:
        have = "no study gives" if not sized else "one study gives"
        of = f" (of {len(answers)})" if len(answers) > 1 else ""
        return NotPooled("too few", f"{have} an effect with its interval{of}"), ""
    chosen = _one_scale(sized, trials)
    if chosen is None:
        kinds = sorted({f"{s.measure} on {a.scale}" if a.scale else s.measure for a, s in sized})
        why = f"the scales do not join ({', '.join(kinds)})"
        return NotPooled("scales differ", why), ""
    measure, unit, columns = chosen
    test: Test = "adhoc" if len(columns) >= trials.number("pool.knha") else "z"
    effects = given(
        [y for y, _ in columns], se=[se for _, se in columns], measure=measure,
        labels=[a.label for a, _ in sized],
    )  # fmt: skip
    return pool(effects, "REML", test), unit


def _one_scale(
    sized: Sequence[tuple[Answer, Size]], trials: Trials
) -> tuple[str, str, list[tuple[float, float]]] | None:
    """The measure, its unit and (effect, error) of each, signs turned to the first study's.

    One scale: as it is. Scales of one thing with other ranges: as points of 10. Else standardised
    differences, where every study has them.
    """
    first = sized[0][1]
    measures = {s.measure for _, s in sized}
    if len(measures) == 1 and (first.measure != "MD" or len({a.scale for a, _ in sized}) == 1):
        return first.measure, first.unit, [(_turned(s, first), s.se) for _, s in sized]
    if measures == {"MD"}:
        scales = [trials.scales.get(a.scale) for a, _ in sized]
        spans = [
            s.high - s.low
            for s in scales
            if s is not None and s.common and s.low is not None and s.high is not None
        ]
        if len(spans) == len(sized) and len({s.common for s in scales if s}) == 1:
            tenth = [10 / span for span in spans]
            return (
                "MD",
                "points of 10",
                [(_turned(s, first) * f, s.se * f) for (_, s), f in zip(sized, tenth, strict=True)],
            )
    apart = [next((s for s in (size, *a.others) if s.measure == "SMD"), None) for a, size in sized]
    found = [s for s in apart if s is not None]
    if len(found) == len(sized):
        return "SMD", "SD", [(_turned(s, found[0]), s.se) for s in found]
    return None


def _turned(size: Size, first: Size) -> float:
    return size.yi * size.sign * first.sign


def _verdict(
    question: Question, answers: Sequence[Answer], pooled: Pooled | None, trials: Trials
) -> tuple[str, str]:
    """Whom the body favours, and a sentence."""
    if not question.is_controlled:
        return "unclear", "Nothing was compared: no effect can be told from the course of illness."
    size = answers[0].size
    if pooled is not None and size is not None:
        low, high = sorted((size.sign * pooled.ci.low, size.sign * pooled.ci.high))
        return _of_interval(low, high, size.important, trials.families[question.family].harm)
    if len(answers) == 1 and size is not None:
        return _of_interval(*size.benefit, size.important, trials.families[question.family].harm)
    told = {a.finding for a in answers} - {"not-seen", ""}
    memory = all(a.how == "memory" for a in answers)
    recalled = ", from memory" if memory else ""
    if told == {"better"}:
        return "baclofen", "Reported as better than the comparison; how much was not seen."
    if told == {"no-difference"}:
        return "neither", f"Reported as no different from the comparison{recalled}."
    if told == {"worse"}:
        return "control", "Reported as worse than the comparison; how much was not seen."
    if told:
        return "unclear", f"Reports disagree: {', '.join(sorted(told))}."
    return "unclear", "Neither size nor direction of the effect was seen."


def _of_interval(
    low: float, high: float, important: float | None, is_harm: bool
) -> tuple[str, str]:
    """By where the interval lies; above 0 favours baclofen."""
    edge = important if important is not None else math.inf
    if is_harm:
        if low > 0:
            return "baclofen", "Less harm than with the comparison."
        if high < 0:
            return "control", "More harm than with the comparison."
        return "unclear", "Unclear: more harm than with the comparison is not excluded."
    if low > 0:
        if low >= edge:
            return "baclofen", "Better than the comparison, by more than what matters."
        if high < edge < math.inf:
            return "baclofen", "Better than the comparison, but by less than what matters."
        return "baclofen", "Better than the comparison; by how much is uncertain."
    if high < 0:
        return "control", "Worse than the comparison."
    if high < edge < math.inf:
        harm = "" if low > -edge else " A harm that matters is not excluded."
        return "neither", f"No benefit that matters: the interval excludes one.{harm}"
    return "unclear", "Unclear: the interval holds both a benefit and none."
