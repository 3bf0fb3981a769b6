"""Doses by mouth: how long they are tried."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge.numbers.base import Numbers, Range


class Reevaluation(Numbers):
    """Weeks at the highest dose tolerated after which it is decided whether to go on."""

    entry = "DO-REEVAL"
    weeks: Mapping[str, Range]
