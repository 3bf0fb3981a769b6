"""What is asked of the assessment: start, go on, change, come down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from baclofen.errors import UnitProblem, UnknownName
from baclofen.units import Dose

Kind = Literal["start", "continue", "change", "taper", "stop"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, judged as of `today` under the label of `jurisdiction`.

    `kind` None means that nothing was asked in words: a record that shows baclofen is
    then continued, any other started. A start asked for in words is taken as the
    statement that no baclofen is taken, unless a record leaves that open.

    Raises `UnknownName`, `UnitProblem`.
    """

    today: date
    kind: Kind | None = None
    jurisdiction: str = "US"
    daily_dose: Dose | None = None
    overrides: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in KINDS:
            raise UnknownName("request", self.kind, KINDS)
        if self.daily_dose is not None and self.daily_dose.unit != "mg":
            raise UnitProblem(
                "requested dose", repr(self.daily_dose), "an oral dose is in mg",
                do="Intrathecal doses are not planned in this version.", why="PR-DOSE-UNIT",
            )  # fmt: skip
