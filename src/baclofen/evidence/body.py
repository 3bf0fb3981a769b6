"""Bodies of evidence: the answers to one question, pooled only where that means something."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from baclofen.evidence.beside import beside
from baclofen.evidence.certainty import Certainty, certainty
from baclofen.evidence.joined import NotPooled, Scaled, join
from baclofen.evidence.question import ACROSS, Answer, Question
from baclofen.knowledge import Study, Trials
from baclofen.synthesis import Pooled
from baclofen.value import Value, replace


class Body(Value):
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
    firsts = tuple(main.values())
    further = tuple(a for a in found if a not in firsts)
    answers = beside(firsts, trials)
    pooled, scaled = join(question, answers, trials)
    whole = pooled if isinstance(pooled, Pooled) else None
    sure = certainty(question, answers, whole, scaled, missing, trials, across=across)
    favours, verdict = _verdict(question, answers, whole, scaled, trials)
    unit = scaled.unit if scaled else ""
    sound = tuple(a for a in answers if a.study.use != "flagged")
    unflagged = None
    if whole is not None and len(sound) < len(answers):
        unflagged = join(question, sound, trials)[0]
    return Body(question, answers, further, pooled, unit, sure, favours, verdict, unflagged)


def _comes_first(answer: Answer, best: Answer) -> bool:
    """The latest reading of the outcome that the study lists first; figures before none."""
    if answer.outcome != best.outcome:
        return answer.size is not None and best.size is None
    return (answer.day or 0) > (best.day or 0)


def _verdict(
    question: Question, answers: Sequence[Answer], pooled: Pooled | None,
    scaled: Scaled | None, trials: Trials,
) -> tuple[str, str]:  # fmt: skip
    """Whom the body favours, and a sentence."""
    if not question.is_controlled:
        return "unclear", "Nothing was compared: no effect can be told from the course of illness."
    sized = [a.size for a in answers if a.size is not None]
    is_harm = trials.families[question.family].harm
    if pooled is not None and scaled is not None:
        low, high = sorted((scaled.sign * pooled.ci.low, scaled.sign * pooled.ci.high))
        return _of_interval(low, high, scaled.important, is_harm)
    if len(sized) == 1:
        favours, says = _of_interval(*sized[0].benefit, sized[0].important, is_harm)
        alone = "" if len(answers) == 1 else f" Only one of {len(answers)} studies gives figures."
        return favours, says + alone
    told = {a.direction for a in answers} - {""}
    memory = all(a.how == "memory" for a in answers)
    recalled = ", from memory" if memory else ""
    if told == {"better"}:
        return "baclofen", "Reported as better than the comparison; by how much cannot be told."
    if told == {"no-difference"}:
        return "neither", f"Reported as no different from the comparison{recalled}."
    if told == {"worse"}:
        return "control", "Reported as worse than the comparison; by how much cannot be told."
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
