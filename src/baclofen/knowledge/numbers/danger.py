"""Danger signs."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Numbers


class DangerSigns(Numbers):
    """Which `signs` count as poisoning, and which count only `beside` one of them."""

    entry = "SIGN-TWO"
    signs: tuple[str, ...]
    beside: tuple[str, ...]
