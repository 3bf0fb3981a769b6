"""What is asked of the assessment: start, go on, change, come down, prepare a dose."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from baclofen.errors import InputRefused, UnknownName
from baclofen.regimen import (
    OralOrder,
    Order,
    OrderDoubt,
    OtherOrder,
    PumpOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.units import Dose
from baclofen.value import Value, own

Kind = Literal["start", "continue", "change", "taper", "stop", "prepare"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Route = Literal["oral", "intrathecal", "other"]


#: The years in which someone may be judged: beyond them a date has slipped.
EARLIEST, LATEST = 1900, 2200


#: Whose label governs where none is named: the first of frame.toml, as a test holds.
HOME = "US"


class Request(Value, kw_only=True):
    """One request, judged as of `today` under the label of `jurisdiction`.

    `kind` None means that nothing was asked in words: a record that shows baclofen is
    then continued, any other started; with a taper it is one, and with nothing but a
    needle, a pump or an amount swallowed it goes on. A start asked for in words is taken as
    the statement that no baclofen is taken, unless a record leaves that open. `prepare` is
    the handling of a dose that was decided elsewhere. `order` is the dose or device it is
    about, `doubts` what a record leaves open about it. `telephone` is the clinic's, for the
    patient's sheet.

    Raises `UnknownName`, `OutOfRange`, `InputRefused`.
    """

    today: date
    kind: Kind | None = None
    jurisdiction: str = HOME
    order: Order | None = None
    taper: TaperOrder | None = None
    swallowed: Swallowed | None = None
    overrides: tuple[str, ...] = ()
    reason: str = ""
    telephone: str = ""
    doubts: tuple[OrderDoubt, ...] = ()

    def __post_init__(self) -> None:
        own(self)
        if not EARLIEST <= self.today.year <= LATEST:
            raise InputRefused(
                "day of judgement",
                str(self.today),
                f"it must be of the years {EARLIEST} to {LATEST}",
            )
        if self.kind is not None and self.kind not in KINDS:
            raise UnknownName("request", self.kind, KINDS)
        if isinstance(self.order, PumpOrder):
            self.order.filling.check_day(self.today)
        if self.taper is not None and self.kind in ("start", "prepare"):
            raise InputRefused(
                "request", f"{self.kind!r} with a taper", "it must be one of the two",
                do="Ask for the taper alone, or for the start alone.",
            )  # fmt: skip

    @property
    def day_by_mouth(self) -> Dose | None:
        """The day's dose by mouth that is asked for; None where none is, or it is not told."""
        return self.order.per_day if isinstance(self.order, OralOrder) else None

    @property
    def by_tube(self) -> bool:
        """Whether a dose by mouth is told to go down a feeding tube."""
        return isinstance(self.order, OralOrder) and self.order.tube is not None

    @property
    def route(self) -> Route | None:
        """Where the ordered dose goes; None without an order."""
        if self.order is None:
            return None
        if isinstance(self.order, OralOrder):
            return "oral"
        return "other" if isinstance(self.order, OtherOrder) else "intrathecal"
