"""One worked figure: a number that a rule gives for this patient, with the ids it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.newcomer import way_up
from baclofen.planning.pump_reckoning import PumpReckoning, reckon_pump
from baclofen.planning.running import Raise, raise_of
from baclofen.planning.titration import Titration
from baclofen.regimen import PumpOrder
from baclofen.value import Value

#: One value, several, pairs of days, or several by name: just what reads back from a file the same.
One = float | bool | str
FigureValue = One | tuple[One | tuple[float, ...], ...] | Mapping[str, One | None]
Figures = Iterator["Figure"]


class Figure(Value):
    """A named value with its unit. A pair is a range from the lowest to the highest."""

    name: str
    value: FigureValue
    unit: str
    why: tuple[str, ...]


class Sheet(Value, dict=True):
    """What every figure is read from; what several of them share is made once."""

    fit: Assessment
    known: Knowledge

    @property
    def may_dose(self) -> bool:
        """Whether a dose that could be given next may stand here: in an emergency, and where
        baclofen is contraindicated, none is computed."""
        return self.fit.verdict < Verdict.CONTRAINDICATED

    @property
    def may_taper(self) -> bool:
        """Whether a way down may stand here: in an emergency none is computed."""
        return self.fit.verdict < Verdict.EMERGENCY

    @cached_property
    def up(self) -> Titration | None:
        """The way up of someone who starts, where the plan prints one."""
        fit = self.fit
        if fit.is_current_user or fit.kind != "start" or not fit.may_go_up:
            return None
        way = way_up(fit, self.known)
        return way if isinstance(way, Titration) else None

    @cached_property
    def raising(self) -> Raise | None:
        """The next step of someone who goes on, where a raise is a question."""
        fit = self.fit
        goes_on = fit.kind in ("continue", "change") and fit.request.swallowed is None
        return raise_of(fit, self.known) if goes_on else None

    @cached_property
    def pump(self) -> PumpReckoning | None:
        """What the rules come to for the pump that is ordered."""
        order = self.fit.request.order
        return reckon_pump(self.fit, order, self.known) if isinstance(order, PumpOrder) else None

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
