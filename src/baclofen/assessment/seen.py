"""A medicine as told, with what the code tables make of it."""

from __future__ import annotations

import re

from baclofen.knowledge import Recognised
from baclofen.patient import Medicine
from baclofen.value import Value

_ATC_SUBSTANCE = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")


class MedicineSeen(Value):
    """A medicine of the record and what it was taken for."""

    entry: Medicine
    taken_for: Recognised

    @property
    def is_recognised(self) -> bool:
        return bool(self.taken_for.ingredients)

    @property
    def may_be_baclofen(self) -> bool:
        """Whether nothing shows another substance: no name, no code known here, no ATC code."""
        if self.is_recognised or self.taken_for.problem:
            return False
        return not any(_ATC_SUBSTANCE.fullmatch(code) for code in self.entry.atc)
