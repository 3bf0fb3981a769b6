"""A question to the evidence, and what one study answers to it."""

from __future__ import annotations

from typing import Literal

from baclofen.knowledge import Study
from baclofen.value import Value

#: Windows of time, in the order of a summary.
Window = Literal["hours", "months", "years", "open", "after", "unstated"]
WINDOW_TITLES: dict[str, str] = {
    "hours": "within a day",
    "months": "up to six months",
    "years": "beyond six months",
    "open": "open treatment",
    "after": "after treatment",
    "unstated": "time not told",
}

Design = Literal["randomised", "observed", "one arm"]

#: A syndrome or route of a question that was pooled across, on request.
ACROSS = "across"


class Question(Value, order=True):
    """What is asked: which pain, which drug by which route, against what, which outcome, when.

    `versus` names the other drug of an active comparison. `design` keeps randomised studies apart
    from observed ones, and both from studies of one arm. `ACROSS` stands where a request pooled
    across syndromes or routes.
    """

    syndrome: str
    drug: str
    route: str
    comparator: str
    versus: str
    family: str
    window: str
    design: Design = "randomised"

    @property
    def is_controlled(self) -> bool:
        """Whether the treated are held against others."""
        return self.comparator != "none"


class Size(Value):
    """How large an effect is, with its interval: on the natural scale, ratios as ratios.

    `yi` and `se` are on the analysis scale (logarithms of ratios), `important` the change that
    matters there. `sign` is 1 where more favours baclofen and -1 where less does. `basis` says
    from what it was computed.
    """

    measure: str
    estimate: float
    low: float
    high: float
    yi: float
    se: float
    sign: int
    important: float | None
    basis: str
    unit: str = ""

    @property
    def benefit(self) -> tuple[float, float]:
        """The interval on the analysis scale, turned so that above 0 favours baclofen."""
        ends = (self.sign * (self.yi - self.reach), self.sign * (self.yi + self.reach))
        return min(ends), max(ends)

    @property
    def reach(self) -> float:
        """From the estimate to a 95 % limit, on the analysis scale."""
        from baclofen.synthesis import normal_quantile

        return normal_quantile(0.975) * self.se


class Answer(Value):
    """What one study says to one question, at one time.

    `size` is the effect with its interval, and `others` the same figures by other measures (a
    standardised difference, a risk difference); both are empty where the figures were not seen.
    `shown` is what is known in place of an effect: shares or means of one arm. `finding` is what
    the source concludes. `doubts` are warnings about the figures, `people` how many were in the
    arms compared, where that is known.
    """

    study: Study
    outcome: str
    time: str
    day: float | None
    arm: str
    versus: str
    size: Size | None
    others: tuple[Size, ...]
    shown: str
    finding: str
    how: str
    people: int | None
    indirect: str
    doubts: tuple[str, ...]
    scale: str = ""

    @property
    def direction(self) -> str:
        """What it says at least: better, worse, no-difference, or nothing.

        As the source concludes; where it does not, by where the interval lies.
        """
        if self.finding not in ("", "not-seen") or self.size is None:
            return "" if self.finding == "not-seen" else self.finding
        low, high = self.size.benefit
        return "better" if low > 0 else "worse" if high < 0 else "no-difference"

    @property
    def label(self) -> str:
        """Author and year, as a forest plot names it."""
        return self.study.short
