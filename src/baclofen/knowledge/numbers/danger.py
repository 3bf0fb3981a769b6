"""Danger signs, and who is in more danger."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Numbers


class DangerSigns(Numbers):
    """Which `signs` count as poisoning, and which count only `beside` one of them."""

    entry = "SIGN-TWO"
    signs: tuple[str, ...]
    beside: tuple[str, ...]


class LackSigns(Numbers):
    """Which `signs` count as withdrawal in whoever takes baclofen by mouth."""

    entry = "SIGN-LACK-TWO"
    signs: tuple[str, ...]


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
