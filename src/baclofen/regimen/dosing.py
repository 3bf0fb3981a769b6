"""All that is given over a time, in hours from a common start: by mouth, into CSF, dialysis.

A `Dosing` is made by `by_mouth`, `bolus`, `pump` and `dialysis`, and put together with `+`.
What goes by mouth and what goes into CSF are never added up or converted: they only meet
at the receptors.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName
from baclofen.regimen.oral import Regimen
from baclofen.units import Dose
from baclofen.value import Value, replace

if TYPE_CHECKING:
    from baclofen.engine import Event

Form = Literal["tablet", "granules", "solution"]
Dialysis = Literal["haemodialysis", "cvvh", "capd"]
FORMS: tuple[Form, ...] = get_args(Form)
DIALYSES: tuple[Dialysis, ...] = get_args(Dialysis)

#: By mouth every minute for a year and more: what takes longer is a slip of unit.
MOST_DOSES = 1_000_000
#: Asked for now and then, and not modelled.
_NOT_MODELLED = {
    "topical": "no level was ever measured after baclofen on the skin",
    "cream": "no level was ever measured after baclofen on the skin",
    "arbaclofen": "R-baclofen alone has another potency by weight and other products",
    "r-baclofen": "R-baclofen alone has another potency by weight and other products",
}


class Given(Value):
    """One dose at one time: by mouth in a form, or `intrathecal` as a bolus."""

    time_h: float
    dose: Dose
    way: str


class Infused(Value):
    """A pump at one rate from `start_h` to `end_h`."""

    start_h: float
    end_h: float
    per_day: Dose


class Session(Value):
    """One run of dialysis."""

    start_h: float
    end_h: float
    kind: Dialysis


class Dosing(Value):
    """Doses, pump rates and dialysis sessions over `until_h` hours.

    >>> from baclofen.units import mcg, mg
    >>> both = by_mouth(mg(20), every_h=8, days=1) + pump(mcg(100), per="day", days=2)
    >>> both.until_h, both.ways
    (48.0, ('tablet', 'intrathecal'))
    """

    given: tuple[Given, ...] = ()
    infused: tuple[Infused, ...] = ()
    sessions: tuple[Session, ...] = ()
    until_h: float = 0.0

    def __post_init__(self) -> None:
        for kind in DIALYSES:
            own = sorted((s.start_h, s.end_h) for s in self.sessions if s.kind == kind)
            for (_, end), (start, _) in pairwise(own):
                if start < end:
                    raise InputRefused(
                        kind, f"two sessions at once at {start:g} h", "one must end first"
                    )
        spans = sorted((i.start_h, i.end_h) for i in self.infused)
        for (_, end), (start, _) in pairwise(spans):
            if start < end - 1e-9:
                raise InputRefused(
                    "pump", f"at two rates at {start:g} h", "one rate must end first",
                    why="Two rates at once would double the dose.",
                )  # fmt: skip

    def __add__(self, other: Dosing) -> Dosing:
        return Dosing(
            (*self.given, *other.given),
            (*self.infused, *other.infused),
            (*self.sessions, *other.sessions),
            max(self.until_h, other.until_h),
        )

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in that are used, each once."""
        used = [g.way for g in self.given] + ["intrathecal"] * bool(self.infused)
        return tuple(dict.fromkeys(used))

    @property
    def without_doses(self) -> Dosing:
        """The same hours and sessions with nothing given."""
        return Dosing((), (), self.sessions, self.until_h)

    def later(self, hours: float) -> Dosing:
        """The same, so many hours later."""
        return Dosing(
            tuple(replace(g, time_h=g.time_h + hours) for g in self.given),
            tuple(
                replace(i, start_h=i.start_h + hours, end_h=i.end_h + hours) for i in self.infused
            ),
            tuple(
                replace(s, start_h=s.start_h + hours, end_h=s.end_h + hours) for s in self.sessions
            ),
            self.until_h + hours,
        )

    def events(self) -> tuple[Event, ...]:
        """The same as an event table, in mcg; dialysis switches a covariate on and off."""
        # Loaded where events are asked for: an order is judged without the engine.
        from baclofen.engine import Event

        made = [Event(g.time_h, g.dose.in_mcg, g.way) for g in self.given]
        for i in self.infused:
            hours = i.end_h - i.start_h
            if i.per_day.in_mcg:
                made.append(Event(i.start_h, i.per_day.in_mcg / 24 * hours, "intrathecal", hours))
        for session in self.sessions:
            switch = SWITCH[session.kind]
            # A covariate has its first value from the start on: it must begin as off.
            made.append(Event(0.0, evid=2, values={switch: 0.0}))
        for session in sorted(self.sessions, key=lambda s: s.start_h):
            switch = SWITCH[session.kind]
            made.append(Event(session.start_h, evid=2, values={switch: 1.0}))
            made.append(Event(session.end_h, evid=2, values={switch: 0.0}))
        return tuple(made)


#: Kind of dialysis -> the covariate of the model that is 1 while it runs.
SWITCH = {"haemodialysis": "on_HD", "cvvh": "on_CVVH", "capd": "on_CAPD"}


def by_mouth(
    dose: Dose,
    *,
    at_h: float | Iterable[float] = 0.0,
    every_h: float | None = None,
    days: float | None = None,
    form: Form = "tablet",
) -> Dosing:
    """The same dose by mouth: at these hours, or every so many hours for some days.

    Raises `UnitProblem` for a dose in mcg, `UnknownName` for a form, and `InputRefused` for
    one that is not modelled.

    >>> from baclofen.units import mg
    >>> len(by_mouth(mg(10), every_h=6, days=2).given)
    8
    """
    if dose.unit != "mg":
        raise UnitProblem(
            "oral dose", repr(dose), "it must be in mg",
            do="Intrathecal doses are given by `bolus` and `pump`.", why="PR-DOSE-UNIT",
        )  # fmt: skip
    if form.lower() in _NOT_MODELLED:
        raise InputRefused(
            "form", repr(form), f"it must be one of {', '.join(FORMS)}",
            do="It is not modelled.", why=_NOT_MODELLED[form.lower()],
        )  # fmt: skip
    if form not in FORMS:
        raise UnknownName("form", form, FORMS)
    if (every_h is None) is not (days is None):
        raise InputRefused(
            "oral dosing", "repeated in part", "`every_h` and `days` must be given together"
        )
    if every_h is None or days is None:
        times = tuple(float(t) for t in (at_h if isinstance(at_h, Iterable) else [at_h]))
        return Dosing(tuple(Given(t, dose, form) for t in times), until_h=max(times, default=0.0))
    if isinstance(at_h, Iterable):
        raise InputRefused("oral dosing", "at hours and repeated", "`at_h` is the first hour then")
    _positive("interval", every_h, "h")
    count = math.ceil(_positive("days", days, "") * 24 / every_h - 1e-9)
    if count > MOST_DOSES:
        raise OutOfRange("number of doses", count, "", f"at most {MOST_DOSES:,}")
    return Dosing(
        tuple(Given(at_h + i * every_h, dose, form) for i in range(count)),
        until_h=at_h + 24 * days,
    )


def bolus(dose: Dose, *, at_h: float = 0.0) -> Dosing:
    """One intrathecal bolus. Raises `UnitProblem` for a dose in mg."""
    _intrathecal(dose)
    return Dosing((Given(at_h, dose, "intrathecal"),), until_h=at_h)


def pump(dose: Dose, *, per: Literal["day", "h"], days: float, start_h: float = 0.0) -> Dosing:
    """A pump at one rate; the rate is given with its unit of time.

    Raises `UnitProblem` for a dose in mg, `UnknownName` for another unit of time.

    >>> from baclofen.units import mcg
    >>> pump(mcg(4), per="h", days=1).infused[0].per_day
    96 mcg
    """
    _intrathecal(dose)
    if per not in ("day", "h"):
        raise UnknownName("pump rate per", per, ("day", "h"))
    end_h = start_h + 24 * _positive("days", days, "")
    per_day = dose if per == "day" else dose * 24
    return Dosing(infused=(Infused(start_h, end_h, per_day),), until_h=end_h)


def dialysis(kind: Dialysis, *, start_h: float | Iterable[float], hours: float) -> Dosing:
    """Dialysis of so many hours from each start. Raises `UnknownName`, `OutOfRange`.

    >>> dialysis("haemodialysis", start_h=(24, 72), hours=4).until_h
    76
    """
    if kind not in DIALYSES:
        raise UnknownName("kind of dialysis", kind, DIALYSES)
    _positive("length of dialysis", hours, "h")
    starts = list(start_h) if isinstance(start_h, Iterable) else [start_h]
    sessions = tuple(Session(float(s), s + hours, kind) for s in starts)
    return Dosing(sessions=sessions, until_h=max((s.end_h for s in sessions), default=0.0))


def dosing_of(regimen: Regimen) -> Dosing:
    """A planned oral regimen, from midnight of its first day."""
    given = tuple(Given(time_h, dose, "tablet") for time_h, dose in regimen.times())
    return Dosing(given, until_h=24.0 * regimen.days)


def _intrathecal(dose: Dose) -> None:
    if dose.unit != "mcg":
        raise UnitProblem(
            "intrathecal dose", repr(dose), "it must be in mcg",
            do="Oral doses are given by `by_mouth`; the two are never converted.",
            why="PR-DOSE-UNIT",
        )  # fmt: skip


def _positive(what: str, value: float, unit: str) -> float:
    if not 0 < value < math.inf:
        raise OutOfRange(what, value, unit, "above 0, and finite")
    return value
