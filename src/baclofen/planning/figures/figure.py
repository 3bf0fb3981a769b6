"""One worked figure: a number that a rule gives for this patient, with the ids it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.decide.raising import Raise
from baclofen.planning.reckon.titration import Titration
from baclofen.planning.worked import Worked
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


class Sheet(Value):
    """What every figure is read from: what was worked, and whether a dose of it may stand here."""

    worked: Worked

    @property
    def fit(self) -> Assessment:
        return self.worked.fit

    @property
    def known(self) -> Knowledge:
        return self.worked.known

    @property
    def may_dose(self) -> bool:
        """Whether a dose that could be given next may stand here: in an emergency, and where
        baclofen is contraindicated, none is computed."""
        return self.fit.verdict < Verdict.CONTRAINDICATED

    @property
    def may_taper(self) -> bool:
        """Whether a way down may stand here: in an emergency none is computed."""
        return self.fit.verdict < Verdict.EMERGENCY

    @property
    def up(self) -> Titration | None:
        """The way up of someone who starts, where the plan prints one."""
        return self.worked.up if isinstance(self.worked.up, Titration) else None

    @property
    def raising(self) -> Raise | None:
        """The next step of someone who goes on, where a raise is a question."""
        fit = self.fit
        goes_on = fit.kind in ("continue", "change") and fit.request.swallowed is None
        return self.worked.raising if goes_on else None

    def holds(self, *ids: str) -> bool:
        """Whether any of these rules fires here or is cited: a limit kept, or advice."""
        here = (*self.fit.findings, *self.fit.cited)
        return any(f.rule.id in ids for f in here)
