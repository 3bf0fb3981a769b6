"""Danger signs, and who is in more danger."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge.numbers.base import Numbers, Range


class DangerSigns(Numbers):
    """Which `signs` count as poisoning, and which count only `beside` one of them."""

    entry = "SIGN-TWO"
    signs: tuple[str, ...]
    beside: tuple[str, ...]


class LackSigns(Numbers):
    """Which `signs` count as withdrawal in whoever takes baclofen by mouth."""

    entry = "SIGN-LACK-TWO"
    signs: tuple[str, ...]


class EitherSigns(Numbers):
    """Which signs are `of_both`: of too much baclofen, and of too little."""

    entry = "SIGN-EITHER"
    of_both: tuple[str, ...]


class PocketFill(Numbers):
    """Hours after a refill in which coma or slow breathing may be a refill into the pocket."""

    entry = "TOX-POCKET"
    within_h: float


class WeakLegs(Numbers):
    """The sign by which the day's dose moves to the evening."""

    entry = "SIGN-WEAK-LEGS"
    sign: str


class HighLesion(Numbers):
    """The lowest segment of a cord injury that counts as a high one."""

    entry = "W-ABRUPT-IT-RISK"
    lowest_level: str


class MeasuredSigns(Numbers):
    """Which measured values are signs: breaths and pulse a minute, saturation in %, points of the
    Glasgow score, temperature in Cel. Below `pulse_failing` and `failing_Cel`, and from
    `score_failing` points of an early warning score, somebody is looked at at once. Of `readable`
    values outside their range none is believed."""

    entry = "SIGN-MEASURED"
    breaths: int
    breaths_asked: int
    saturation: int
    saturation_asked: int
    saturation_asked_chronic: int
    awake: int
    awake_asked: int
    pulse_slow: int
    pulse_fast: int
    pulse_fast_from_y: int
    cold_Cel: float
    warm_Cel: float
    pulse_failing: int
    failing_Cel: float
    score_failing: int
    readable: Mapping[str, Range]

    def low(self, *, is_chronic: bool) -> Mapping[str, tuple[int, int]]:
        """Up to which value each is a sign, and up to which it is asked about; `is_chronic` with a
        lung disease that lowers the saturation aimed at."""
        asked = self.saturation_asked_chronic if is_chronic else self.saturation_asked
        return {
            "breaths": (self.breaths, self.breaths_asked),
            "saturation": (self.saturation, asked),
            "awake": (self.awake, self.awake_asked),
        }


class ExposedNewborn(Numbers):
    """Below which age in years an exposure before birth is not yet of the past."""

    entry = "NEWBORN-SIGN"
    below_y: float
