"""Effects and questions in words: how they are written wherever people read them."""

from __future__ import annotations

import math

from baclofen.evidence.body import Body
from baclofen.evidence.question import ACROSS, WINDOW_TITLES, Question, Size
from baclofen.evidence.sizes import MEASURE_TITLES
from baclofen.knowledge import Trials
from baclofen.synthesis import Pooled


def amount(value: float) -> str:
    """A number with as many places as its size asks for; never a minus before a zero.

    >>> amount(-2.4), amount(0.0801), amount(231.84), amount(-0.0)
    ('-2.40', '0.08', '232', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else f"{value}"
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    if abs(value) < 0.01:
        places = 3
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text


def size_in_words(size: Size) -> str:
    """Measure, estimate and interval.

    >>> size_in_words(Size("MD", -1.17, -2.81, 0.47, -1.17, 0.835, -1, 2.0, "", "points"))
    'MD -1.17 (-2.81 to 0.47) points'
    """
    unit = f" {size.unit}" if size.unit and size.unit != "SD" else ""
    return (
        f"{size.measure} {amount(size.estimate)} ({amount(size.low)} to {amount(size.high)}){unit}"
    )


def natural(pooled: Pooled) -> tuple[float, float, float]:
    """Estimate and limits of a pooled effect, ratios as ratios."""
    ends = (pooled.estimate, pooled.ci.low, pooled.ci.high)
    if pooled.effects.is_ratio:
        return math.exp(ends[0]), math.exp(ends[1]), math.exp(ends[2])
    return ends


def pooled_in_words(pooled: Pooled, unit: str) -> str:
    """Measure, estimate and interval of a pooled effect."""
    estimate, low, high = natural(pooled)
    shown = f" {unit}" if unit and unit != "SD" else ""
    measure = pooled.effects.measure
    return f"{measure} {amount(estimate)} ({amount(low)} to {amount(high)}){shown}"


def effect_of(body: Body) -> str:
    """The pooled effect, or that of the one study, or that there is none."""
    if isinstance(body.pooled, Pooled):
        return f"pooled {pooled_in_words(body.pooled, body.unit)}"
    sized = [a.size for a in body.answers if a.size is not None]
    if len(sized) == 1:
        return size_in_words(sized[0])
    if body.k == 1:
        return body.answers[0].shown or "not seen"
    return "not pooled" if sized else "size not seen"


def named(question: Question, trials: Trials) -> str:
    """What baclofen is held against, in words.

    >>> from baclofen.knowledge import load_trials
    >>> ask = Question("crps", "baclofen", "oral", "placebo", "", "tone", "months")
    >>> named(ask, load_trials())
    'against placebo'
    """
    if question.comparator == "add-on":
        return trials.comparators["add-on"]
    return f"against {question.versus or trials.comparators[question.comparator]}"


def title(question: Question, trials: Trials, *, of: bool = True) -> str:
    """The question in words: outcome, drug, route, comparison, time, and `of` which syndrome."""
    q = question
    route = "all routes" if q.route == ACROSS else trials.routes[q.route]
    syndrome = "several syndromes" if q.syndrome == ACROSS else trials.syndromes[q.syndrome].title
    against = named(q, trials) if q.is_controlled else "one arm only"
    if q.design == "observed":
        against += " (not randomised)"
    asked = (
        f"{trials.families[q.family].title}, {trials.drugs[q.drug]} {route}, {against}, "
        f"{WINDOW_TITLES[q.window]}"
    )
    return f"{asked} ({syndrome})" if of else asked


def measured(measure: str) -> str:
    """The name of a measure in words."""
    return MEASURE_TITLES.get(measure, measure)
