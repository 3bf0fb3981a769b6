"""How a vital sign stands: a sign, asked about, or ordinary; the same for a value with its code and
for one that is told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from baclofen.knowledge import Knowledge, WordsMeasured, words_in
from baclofen.knowledge.numbers import MeasuredSigns, UnreadSign
from baclofen.value import Value

Standing = Literal["danger", "doubtful", "ordinary"]
#: Up to which value each is a sign, and up to which it is asked about.
Low = Mapping[str, tuple[int, int]]

#: The sign that a value of each sounds like where it cannot be read, or where it is doubtful.
SOUNDS = {
    "breaths": "slow_breathing",
    "saturation": "slow_breathing",
    "awake": "coma",
    "alertness": "coma",
}
#: Illnesses in which a lower saturation is aimed at.
CHRONIC = frozenset({"copd", "respiratory_failure"})
#: What a heat or broken muscle that a withdrawal can make sounds like.
ESCALATES = "signs.baclofen_withdrawal"
#: What a pulse or a temperature sounds like with which nobody stays awake for long.
FAILS = "signs.coma"
#: A muscle enzyme, which is no vital sign: it is asked about, or ordinary.
_MUSCLE = "muscle"
#: A score of several vital signs.
_SCORE = "score"
_SATURATION = "saturation"
#: A level of alertness in words, and by its letter the sign that it is, and what it is asked about
#: as: pain answers at most, a voice, a new confusion.
_ALERTNESS = "alertness"
_LEVELS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({
    "P": ("coma", ()), "V": ("", ("signs.coma",)), "C": ("", ("signs.confusion",)), "A": ("", ()),
})  # fmt: skip


def standing_of(
    value: float, what: str, numbers: MeasuredSigns, age_y: float | None, low: Low
) -> tuple[Standing, str]:
    """How a value in %, a minute, points or Cel stands, and the sign it is. Facts:
    `SIGN-MEASURED`."""
    if what in low:
        danger, doubtful = low[what]
        standing: Standing = "ordinary"
        if value <= doubtful:
            standing = "danger" if value <= danger else "doubtful"
        return standing, SOUNDS[what]
    if what == "pulse":
        if value <= numbers.pulse_slow:
            return "danger", "slow_pulse"
        grown = age_y is None or age_y >= numbers.pulse_fast_from_y
        is_fast = grown and value >= numbers.pulse_fast
        return ("danger", "fast_pulse") if is_fast else ("ordinary", "")
    if value <= numbers.cold_Cel:
        return "danger", "low_temperature"
    return ("danger", "fever") if value > numbers.warm_Cel else ("ordinary", "")


class InWords(Value):
    """What the values in a text say: the `signs` that they are, what they `sound` like beside, and
    the words left `beside` them; `is_all` where these say nothing else. `is_told` says that there
    is a value at all."""

    signs: frozenset[str]
    sounds: tuple[str, ...]
    beside: str
    is_told: bool
    is_all: bool

    @property
    def is_ordinary(self) -> bool:
        """Whether a text is values alone, none of which is a sign or is asked about."""
        return self.is_all and not self.signs and not self.sounds


def in_words(
    text: str, known: Knowledge, *, age_y: float | None = None, conditions: Iterable[str] = (),
    within: str = "",
) -> InWords:  # fmt: skip
    """The values that a text tells, judged as those with a code are. Of the least saturation of a
    night, which `within` may say of it, only one that is a sign counts.

    Facts: `SIGN-MEASURED`, `UNREAD-SIGN`.
    """
    told, beside = known.codes.measured.told_in(text)
    low = known.of(MeasuredSigns).low(is_chronic=not CHRONIC.isdisjoint(conditions))
    signs: set[str] = set()
    sounds: list[str] = []
    is_least = known.codes.measured.is_least_of_a_night(text, within or text)
    for one in told:
        sign, heard = _judged(one, known, age_y, low)
        heard = () if is_least and not sign and one.of == _SATURATION else heard
        signs |= {sign} - {""}
        sounds += heard
    # A temperature or a pulse that nobody has tells nothing, and is no ordinary one.
    is_all = bool(told) and all(_is_readable(one, known) for one in told)
    is_all = is_all and _is_beside(beside, known)
    return InWords(frozenset(signs), tuple(dict.fromkeys(sounds)), beside, bool(told), is_all)


def _is_beside(text: str, known: Knowledge) -> bool:
    """Whether words left beside values say no more than when, and where or by what."""
    words, at = words_in(text), 0
    while at < len(words):
        when = len(known.codes.now_words.at(words, at).split())
        if not (size := max(when, known.codes.measured.said_where(words, at))):
            return False
        at += size
    return True


def _is_readable(one: WordsMeasured, known: Knowledge) -> bool:
    """Whether a value is one that is believed, or is asked about where it is not."""
    if one.of in (_MUSCLE, _SCORE) or one.of in SOUNDS:
        return True
    least, most = known.of(MeasuredSigns).readable[one.of]
    return least <= one.value <= most


def beside_sign(value: float, what: str, known: Knowledge) -> tuple[str, ...]:
    """What a pulse a minute or a temperature in Cel sounds like beside the sign that it is: a heat
    that no common infection explains first, and what fails in anybody.

    Facts: `UNREAD-SIGN`, `SIGN-MEASURED`.
    """
    numbers = known.of(MeasuredSigns)
    if what == "temperature" and value >= known.of(UnreadSign).hot_Cel:
        return (ESCALATES,)
    below = {"pulse": numbers.pulse_failing, "temperature": numbers.failing_Cel}.get(what)
    return (FAILS,) if below is not None and value < below else ()


def _judged(
    one: WordsMeasured, known: Knowledge, age_y: float | None, low: Low
) -> tuple[str, tuple[str, ...]]:
    """The sign that a value is, or none, and what it is asked about as."""
    numbers = known.of(MeasuredSigns)
    if one.of == _MUSCLE:
        is_broken = one.value >= known.of(UnreadSign).muscle_U_per_L
        return "", ((ESCALATES,) if is_broken else ())
    if one.of == _SCORE:
        return "", ((FAILS,) if one.value >= numbers.score_failing else ())
    if one.of == _ALERTNESS:
        return _LEVELS[one.level]
    least, most = numbers.readable[one.of]
    sounds = (f"signs.{SOUNDS[one.of]}",) if one.of in SOUNDS else ()
    if not least <= one.value <= most:
        return "", sounds
    standing, sign = standing_of(one.value, one.of, numbers, age_y, low)
    if standing == "danger":
        return sign, beside_sign(one.value, one.of, known)
    return "", (sounds if standing == "doubtful" or one.is_below else ())
