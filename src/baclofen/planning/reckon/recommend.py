"""Whether a start is recommended: what it is for is told first, and where no label names that, what
is expected must matter. Decided once; every door reads it.

It stops nobody who takes baclofen, and is no verdict: that is what the rules give.
"""

from __future__ import annotations

from typing import Literal, get_args

from baclofen.assessment import Assessment, modelled_syndrome
from baclofen.knowledge import Knowledge, Setting, Verdict
from baclofen.knowledge.numbers import WorthStarting
from baclofen.model import COSTS, setting_by_mouth
from baclofen.value import Value

#: What is measured of a gain; what of each is one change that matters is `optimum.gain_*`.
Measure = Literal["pain", "tone", "paroxysms"]
#: By which output of the model each is told.
_OUTPUTS = {"pain": "nrs_change", "tone": "ashworth_1_5", "paroxysms": "paroxysm_ratio"}


class Expected(Value):
    """What is expected at best, at any dose to the highest of all labels, as a mean over people.

    `falls` are in points of the score, of paroxysms a share. `gain` is their sum in changes that
    matter, `net` the same less what side effects cost, at the dose where that is best; None where
    that is not believed.
    """

    falls: tuple[tuple[Measure, float], ...]
    gain: float
    net: float | None
    why: tuple[str, ...]

    @property
    def measure(self) -> Measure:
        """What is mainly measured: the first that there is."""
        return self.falls[0][0]

    @property
    def fall(self) -> float:
        """How far that falls."""
        return self.falls[0][1]


class Recommendation(Value):
    """Of someone who would start by mouth.

    `asks`: what it is for is not told, or guessed from diagnoses; that is the first question.
    `against` is the rule by which no label names it, where in addition too little is expected (or
    it is not known); the requester may override it by that name. `certainty` is that of the trials,
    None where none are kept for this indication.
    """

    syndrome: str | None
    asks: bool
    against: str | None
    is_overridden: bool
    expected: Expected | None
    certainty: str | None
    why: tuple[str, ...]

    @property
    def holds_back(self) -> bool:
        """Whether nothing is made yet by which a start could be followed."""
        return self.asks or (self.against is not None and not self.is_overridden)


def recommend(fit: Assessment, known: Knowledge) -> Recommendation | None:
    """None where no start by mouth is in question.

    Facts: `IND-WORTH`, `gain.*`, `evidence.*`.
    """
    by_mouth = fit.request.route in (None, "oral")
    if fit.is_current_user or fit.kind != "start" or not by_mouth:
        return None
    if fit.verdict >= Verdict.EMERGENCY:
        return None
    return _recommendation(fit, known, asks=fit.fired(known.of(WorthStarting).asks_first))


def recommend_more(fit: Assessment, known: Knowledge) -> Recommendation | None:
    """Whether more is recommended to someone who takes baclofen; what it is for is no question
    before a dose that runs. None where nobody takes it."""
    return _recommendation(fit, known, asks=False) if fit.is_current_user else None


def _recommendation(fit: Assessment, known: Knowledge, *, asks: bool) -> Recommendation:
    policy = known.of(WorthStarting)
    against, expected = little_to_gain(fit, known), expected_of(fit, known)
    trials = known.facts.get(f"evidence.{fit.syndrome}.oral")
    ids = [policy.entry, against, trials.id if trials else None]
    return Recommendation(
        syndrome=fit.syndrome,
        asks=asks,
        against=against,
        is_overridden=any(f.overridden for f in fit.findings if f.rule.id == against),
        expected=expected,
        certainty=str(trials.value) if trials else None,
        why=(
            *((policy.asks_first,) if asks else ()),
            *(id for id in ids if id is not None and against is not None),
            *(expected.why if expected is not None and against is not None else ()),
        ),
    )


def little_to_gain(fit: Assessment, known: Knowledge) -> str | None:
    """The rule by which no label names what it is for, where too little is expected of it besides;
    of someone who takes baclofen too: the way up is the slow one then."""
    silent = next((f.rule.id for f in fit.findings if f.rule.off_label), None)
    if silent is None:
        return None
    expected = expected_of(fit, known)
    is_worth = (
        expected is not None
        and expected.gain >= known.of(WorthStarting).least_gain
        and expected.net is not None
        and expected.net > 0
    )
    return None if is_worth else silent


def expected_of(fit: Assessment, known: Knowledge) -> Expected | None:
    """What the model expects of this indication; None where it is not modelled, or not believed.

    What of the model may be believed is asked here: nowhere else does a decision read it.
    """
    of = f"gain.{modelled_syndrome(fit)}"
    falls: list[tuple[Measure, float]] = [
        (measure, known.number(f"{of}.{measure}"))
        for measure in get_args(Measure)
        if f"{of}.{measure}" in known.facts
    ]
    if not falls:
        return None
    table, setting = known.credibility, _setting(fit, known)
    outputs = [_OUTPUTS[measure] for measure, _ in falls]
    if table.worst(outputs, [setting], "gain").verdict != "believed":
        return None
    trades = table.worst((*outputs, *COSTS), [setting], "trade").verdict == "believed"
    gain = sum(fall / known.number(f"optimum.gain_{measure}") for measure, fall in falls)
    why = (*(f"{of}.{m}" for m, _ in falls), *(f"optimum.gain_{m}" for m, _ in falls))
    net = known.number(f"{of}.net") if trades else None
    return Expected(tuple(falls), gain, net, (*why, *((f"{of}.net",) if trades else ())))


def _setting(fit: Assessment, known: Knowledge) -> Setting:
    crcl = 0.0 if fit.person.dialysis else fit.kidney.clearance
    return setting_by_mouth(is_child=fit.person.is_minor, crcl=crcl, known=known)
