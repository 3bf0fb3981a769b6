"""What is tried on the what-if screen, and as which questions it is judged. Pure.

A form's numbers become one value within the reach of its controls. What a rule says of it is asked
at the one door, as of any order; a stop is asked about beside the dose, so that neither hides the
other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from baclofen.answering import AssessInputs
from baclofen.assessment import Assessment, Kind, by_mouth_now, by_pump_now, oral_dose
from baclofen.errors import InputRefused, OutOfRange
from baclofen.patient import BaclofenUse, KidneyValue, Patient, creatinine_in_mg_per_dL
from baclofen.planning import Plan, PumpPlan
from baclofen.regimen import OralOrder, Order, PumpOrder, TaperOrder
from baclofen.units import Dose, mcg, mg
from baclofen.value import Value, replace

#: Days that are looked ahead, and the day from which doses are missed: by then a dose is settled.
DAYS, MISSED_FROM = 28, 14
_USUAL_TIMES = 3
#: Dials of what is counted.
_COUNTED = ("times", "missed", "stops")
#: The least by mouth that is tried, and from one to the next: half of a halved tablet.
_LEAST_MG = 2.5
Way = Literal["oral", "intrathecal"]


class Dial(Value):
    """One control: its name, what it says, and its reach. `value` stands where nothing is tried."""

    name: str
    says: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    help: str = ""


class Tried(Value, kw_only=True):
    """What is tried. `kidneys` is the value of today, None as recorded; `missed` how many doses in
    a row, or for how many hours a pump stands still; `stops` the last day on which it is given."""

    per_day: Dose
    times: int = _USUAL_TIMES
    kidneys: float | None = None
    missed: int = 0
    stops: int | None = None


class Base(Value, eq=False):
    """What there is before anything is tried: the patient as recorded, judged; the way in, what
    runs (None: nothing), the controls by their names, and the kidney value whose dial there is."""

    inputs: AssessInputs
    fit: Assessment
    way: Way
    runs: Dose | None
    dials: Mapping[str, Dial]
    measured: KidneyValue | None

    @property
    def unseen(self) -> tuple[str, ...]:
        """Baclofen that runs and is not drawn, as it is written: by the other way, or of a dose
        that nobody could read."""
        uses = self.fit.uses
        other = by_mouth_now(uses) if self.way == "intrathecal" else by_pump_now(uses)
        unread = by_mouth_now(uses) if self.way == "oral" and self.runs is None else ()
        return tuple(use.as_written for use in (*other, *unread))


def base_of(inputs: AssessInputs, fit: Assessment, plan: Plan | PumpPlan | None) -> Base:
    """The base of a patient; where nothing runs the dials stand at the first step of the plan."""
    order = inputs.request.order
    if isinstance(order, PumpOrder):
        return Base(inputs, fit, "intrathecal", order.before, _pump_dials(order, plan), None)
    runs, measured = oral_dose(fit.uses), _newest(inputs.patient, inputs.request.today)
    if fit.kidney.clearance is None or inputs.patient.dialysis:
        measured = None
    us = inputs.request.jurisdiction == "US"
    return Base(
        inputs, fit, "oral", runs, _oral_dials(runs, plan, measured, us=us), measured
    )  # fmt: skip


def tried_of(form: Mapping[str, str], base: Base) -> Tried:
    """What the fields of a form try; what is left out stands as it is. Raises `InputRefused`."""
    told = {name: _told(form.get(name, ""), dial) for name, dial in base.dials.items()}
    kidneys = told.get("kidneys")
    if kidneys == (base.dials["kidneys"].value if "kidneys" in base.dials else None):
        kidneys = None
    stops = int(told["stops"])
    oral = base.way == "oral"
    return Tried(
        per_day=mg(told["per_day"]) if oral else mcg(told["per_day"]),
        times=int(told.get("times", 1)), kidneys=kidneys, missed=int(told["missed"]),
        stops=stops if stops < DAYS else None,
    )  # fmt: skip


def values_of(tried: Tried, base: Base) -> dict[str, float]:
    """Where the dials stand."""
    now = {name: dial.value for name, dial in base.dials.items()}
    per_day = tried.per_day.in_mg if base.way == "oral" else tried.per_day.in_mcg
    now |= {"per_day": per_day, "missed": tried.missed, "stops": tried.stops or DAYS}
    if "times" in now:
        now["times"] = tried.times
    if tried.kidneys is not None:
        now["kidneys"] = tried.kidneys
    return now


def says_of(dial: Dial, value: float) -> str:
    """Where a dial stands, in words."""
    if dial.name == "stops":
        return "not stopped" if value >= DAYS else f"day {value:g}"
    if dial.name == "missed" and not value:
        return "none"
    return f"{value:g} {dial.unit}".strip()


def judged(base: Base, tried: Tried) -> tuple[AssessInputs, ...]:
    """The questions whose answers tell what rules say of it: the dose, and what is done to it."""
    inputs = replace(base.inputs, patient=with_kidneys(base, tried))
    request = replace(inputs.request, taper=None, overrides=(), reason="")
    order = request.order
    kind: Kind | None = request.kind
    more: list[Order] = []
    asked: Order
    if isinstance(order, PumpOrder):
        asked = replace(order, asked=tried.per_day, mode=None)
        if tried.missed:
            more.append(replace(asked, interruption_hours=float(tried.missed)))
    else:
        starts = base.runs is None and base.fit.person.baclofen == ()
        asked = OralOrder(
            daily=tried.per_day, times_per_day=float(tried.times), starts=starts or None
        )
        same = base.runs == tried.per_day
        kind = "start" if starts else "continue" if same else "change" if base.runs else None
    found = [replace(inputs, request=replace(request, kind=kind, order=o)) for o in (asked, *more)]
    if base.way == "oral" and is_gap(tried, base):
        # A day or more without is a stop, and what comes after it is that dose taken up again.
        found.append(replace(
            inputs, patient=_without(inputs.patient, tried),
            request=replace(request, kind=None, order=replace(asked, starts=None)),
        ))  # fmt: skip
    if tried.stops is not None:
        at_once = replace(request, kind="stop", order=asked, taper=TaperOrder(weeks=0.0))
        found.append(replace(inputs, patient=_on_it(inputs.patient, tried), request=at_once))
    return tuple(found)


def is_gap(tried: Tried, base: Base) -> bool:
    """Whether what is missed is a day's doses or more by mouth, or any hour of a pump."""
    return tried.missed > 0 and (base.way == "intrathecal" or tried.missed >= tried.times)


def with_kidneys(base: Base, tried: Tried) -> Patient:
    """The patient, were the kidneys steady at what is tried: beside what was measured before it
    would be a creatinine that moves, of which nothing can be told."""
    patient = base.inputs.patient
    if tried.kidneys is None or base.measured is None:
        return patient
    plain = replace(
        patient, creatinine_mg_per_dL=None, creatinine_umol_per_L=None, egfr=None, kidney=()
    )
    if base.measured.kind == "egfr":
        return replace(plain, egfr=tried.kidneys)
    if base.dials["kidneys"].unit == "mg/dL":
        return replace(plain, creatinine_mg_per_dL=tried.kidneys)
    return replace(plain, creatinine_umol_per_L=tried.kidneys)


def _on_it(patient: Patient, tried: Tried) -> Patient:
    """Who stops has taken by then what is tried; a pump is on record already."""
    if tried.per_day.unit == "mcg":
        return patient
    use = BaclofenUse("oral", "active", f"{tried.per_day} a day", tried.per_day)
    return replace(patient, baclofen=(use,))


def _without(patient: Patient, tried: Tried) -> Patient:
    """Who took what is tried, and has missed so many doses of it."""
    hours = 24.0 * tried.missed / tried.times
    words = f"{tried.per_day} a day, {tried.missed} doses missed"
    use = BaclofenUse("oral", "stopped", words, tried.per_day, hours_since_last=hours)
    return replace(patient, baclofen=(use,), said_none=False)


def _newest(patient: Patient, today: date) -> KidneyValue | None:
    return max(patient.values, key=lambda value: value.on or today, default=None)


def _told(words: str, dial: Dial) -> float:
    if not words.strip():
        return dial.value
    try:
        number = float(words)
    except ValueError:
        raise InputRefused(dial.says, repr(words[:40]), "it must be a number") from None
    if not dial.low <= number <= dial.high:
        raise OutOfRange(dial.says, number, dial.unit, f"from {dial.low:g} to {dial.high:g}")
    if dial.name in _COUNTED and not number.is_integer():
        raise OutOfRange(dial.says, number, dial.unit, "a whole number")
    return number


def _stops() -> Dial:
    return Dial(
        "stops", "Stopped after", "day", 1, DAYS, 1, DAYS,
    )  # fmt: skip


def _oral_dials(
    runs: Dose | None, plan: Plan | PumpPlan | None, measured: KidneyValue | None, *, us: bool
) -> dict[str, Dial]:
    daily, times = runs, _USUAL_TIMES
    if isinstance(plan, Plan) and plan.up is not None:
        first = plan.up.regimen.steps[0]
        times = len(first.intakes)
        daily = daily or first.daily
    per_day = daily.in_mg if daily else _LEAST_MG
    # Up to beyond every label: what is beyond is said, not hidden.
    found = [
        Dial(
            "per_day",
            "Dose a day",
            "mg",
            _LEAST_MG,
            max(150.0, per_day),
            _LEAST_MG,
            per_day,
            "shared evenly over its times",
        ),
        Dial("times", "Times a day", "", 1, 6, 1, times),
    ]
    if measured is not None:
        found.append(_kidneys(measured, us=us))
    found += [
        Dial("missed", "Doses missed in a row", "", 0, 12, 1, 0, f"from day {MISSED_FROM} on"),
        _stops(),
    ]
    return {dial.name: dial for dial in found}


def _kidneys(measured: KidneyValue, *, us: bool) -> Dial:
    """A dial in the unit that the clinic reads; it begins where the last value stands."""
    if measured.kind == "egfr":
        value = float(round(measured.value))
        return Dial("kidneys", "eGFR, were it steady", "mL/min/1.73 m²",
                    min(5, value), max(130, value), 1, value)  # fmt: skip
    if us:
        value = round(measured.value, 1)
        return Dial("kidneys", "Creatinine, were it steady", "mg/dL",
                    min(0.3, value), max(6.0, value), 0.1, value)  # fmt: skip
    value = float(round(_in_umol(measured.value)))
    return Dial("kidneys", "Creatinine, were it steady", "µmol/L",
                min(25, value), max(530, value), 1, value)  # fmt: skip


def _in_umol(mg_per_dL: float) -> float:
    return 100.0 * mg_per_dL / creatinine_in_mg_per_dL(100.0, "umol/L")


def _pump_dials(order: PumpOrder, plan: Plan | PumpPlan | None) -> dict[str, Dial]:
    # What runs, not what somebody asks for: nothing has been tried yet.
    begins = order.before or order.asked
    if begins is None and isinstance(plan, PumpPlan) and plan.new is not None:
        begins = plan.new.per_day
    per_day = begins.in_mcg if begins else 100.0
    found = [
        Dial("per_day", "Dose a day", "mcg", 10, max(1500.0, per_day), 1, per_day),
        Dial("missed", "Hours without, as from an empty pump", "h", 0, 96, 1, 0,
             f"from day {MISSED_FROM} on"),
        _stops(),
    ]  # fmt: skip
    return {dial.name: dial for dial in found}
