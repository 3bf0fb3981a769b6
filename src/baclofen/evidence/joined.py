"""When effects of several studies may be averaged: only on one scale, and only where enough are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from baclofen.evidence.question import Answer, Question, Size
from baclofen.knowledge import Trials
from baclofen.synthesis import Pooled, Test, given, pool
from baclofen.value import Value

Sized = Sequence[tuple[Answer, Size]]


class NotPooled(Value):
    """Why there is no pooled effect: a result like any other, never an error.

    >>> NotPooled("too few", "one study gives an effect with its interval").says
    'Too few to pool: one study gives an effect with its interval.'
    """

    kind: Literal["too few", "one arm", "scales differ"]
    why: str

    @property
    def says(self) -> str:
        """The same as a sentence."""
        head = "Too few to pool" if self.kind == "too few" else "Not pooled"
        return f"{head}: {self.why}."


class Scaled(Value):
    """Effects and errors on one scale, and the change that matters on it.

    Signs are turned to the first study's: `sign` is 1 where more favours baclofen there.
    """

    measure: str
    unit: str
    sign: int
    important: float | None
    columns: tuple[tuple[float, float], ...]


def join(
    question: Question, answers: Sequence[Answer], trials: Trials
) -> tuple[Pooled | NotPooled, Scaled | None]:
    """The pooled effect with its scale, or why there is none.

    By random effects (REML); from `pool.knha` studies on with the interval of Knapp and Hartung,
    which is never narrowed.
    """
    if not question.is_controlled:
        return NotPooled("one arm", "one arm only, so there is no effect"), None
    sized = [(a, a.size) for a in answers if a.size is not None]
    if len(sized) < trials.number("pool.min"):
        have = "no study gives" if not sized else "one study gives"
        of = f" (of {len(answers)})" if len(answers) > 1 else ""
        return NotPooled("too few", f"{have} an effect with its interval{of}"), None
    scaled = one_scale(sized, trials)
    if scaled is None:
        kinds = sorted({f"{s.measure} on {a.scale}" if a.scale else s.measure for a, s in sized})
        why = f"the scales do not join ({', '.join(kinds)})"
        return NotPooled("scales differ", why), None
    test: Test = "adhoc" if len(sized) >= trials.number("pool.knha") else "z"
    effects = given(
        [y for y, _ in scaled.columns],
        se=[se for _, se in scaled.columns],
        measure=scaled.measure,
        labels=[a.label for a, _ in sized],
        unit=scaled.unit,
    )
    return pool(effects, "REML", test), scaled


def one_scale(sized: Sized, trials: Trials) -> Scaled | None:
    """The scale on which all can be put; None where there is none.

    One instrument: as it is. Instruments of one thing with other ranges: as points of 10. Else
    standardised differences, where every study has them.
    """
    first = sized[0][1]
    measures = {s.measure for _, s in sized}
    if len(measures) == 1 and (first.measure != "MD" or _one_instrument(sized, trials)):
        columns = tuple((_turned(s, first), s.se) for _, s in sized)
        return Scaled(first.measure, first.unit, first.sign, first.important, columns)
    if measures == {"MD"} and (spans := _spans(sized, trials)):
        tenth = [10 / span for span in spans]
        columns = tuple(
            (_turned(s, first) * f, s.se * f) for (_, s), f in zip(sized, tenth, strict=True)
        )
        important = trials.number("pain.important")
        return Scaled("MD", "points of 10", first.sign, important, columns)
    apart = [next((s for s in (size, *a.others) if s.measure == "SMD"), None) for a, size in sized]
    found = [s for s in apart if s is not None]
    if len(found) < len(sized):
        return None
    columns = tuple((_turned(s, found[0]), s.se) for s in found)
    return Scaled("SMD", "SD", found[0].sign, trials.number("effect.important"), columns)


def _one_instrument(sized: Sized, trials: Trials) -> bool:
    names = {a.scale for a, _ in sized}
    return len(names) == 1 and all(n in trials.scales and not trials.scales[n].loose for n in names)


def _spans(sized: Sized, trials: Trials) -> list[float]:
    """The ranges of scales that all measure pain; empty unless every one does."""
    found = []
    for answer, _ in sized:
        scale = trials.scales.get(answer.scale)
        if scale is None or scale.common != "pain" or scale.low is None or scale.high is None:
            return []
        found.append(scale.high - scale.low)
    return found


def _turned(size: Size, first: Size) -> float:
    return size.yi * size.sign * first.sign
