"""One worked figure: a number that a rule gives for this patient, with the ids it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.value import Value

FigureValue = float | bool | str | tuple[Any, ...] | dict[str, Any]
Figures = Iterator["Figure"]


class Figure(Value):
    """A named value with its unit. A pair is a range from the lowest to the highest."""

    name: str
    value: FigureValue
    unit: str
    why: tuple[str, ...]


class Sheet(Value):
    """What every figure is worked from."""

    fit: Assessment
    known: Knowledge

    def values(self, id: str) -> Any:
        """The parameters of a rule or schedule."""
        if id in self.known.schedules:
            return self.known.schedules[id].values
        return self.known.rules[id].values

    def holds(self, *ids: str) -> bool:
        """Whether any of these rules fires here or is cited: a limit kept, or advice."""
        here = (*self.fit.findings, *self.fit.cited)
        return any(f.rule.id in ids for f in here)

    def at_home(self, id: str) -> bool:
        """Whether a rule belongs to the label that governs, or to none."""
        only_in = self.known.rules[id].only_in
        return not only_in or bool(only_in & set(self.known.family(self.fit.request.jurisdiction)))
