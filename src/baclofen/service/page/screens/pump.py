"""Screen 6: the pump, old and new side by side, set only after two people typed the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.answering import Answer
from baclofen.assessment import PumpSetting
from baclofen.chart import Chart, Telling
from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import Reading
from baclofen.limits import named
from baclofen.planning import PumpPlan
from baclofen.record import Accepted, Confirmed, DoseSet, Planned, Told, read_by
from baclofen.regimen import HOLDS, PumpOrder, Stage
from baclofen.reporting import compose
from baclofen.service.page.asked import PumpVisit, pumped
from baclofen.service.page.confirming import DRUG, confirm
from baclofen.service.page.desk import Desk, digest_of
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.keeping import kept_soon, set_by, unset
from baclofen.service.page.number import number
from baclofen.service.page.persons import Persons
from baclofen.service.page.plainly import refusal
from baclofen.service.page.screens.read import wanted
from baclofen.service.page.shown import whys_of
from baclofen.service.page.soon import reading_of, soon
from baclofen.service.page.visits import Place
from baclofen.units import parse_daily_dose
from baclofen.value import Value

_NUMBERS = ("concentration", "fill_mL", "alarm_mL", "tubing_mL", "catheter_mL")
_WORDS = ("origin", "now")
#: The fields of what is asked for at a visit; the first person's form sends them on.
VISIT = ("asked", "new_mcg_per_mL", "stage", "new_fill_mL", "tubing_holds", "catheter_holds")
#: What a visit of a pump that runs can be, beside a change of its dose.
_STAGES: tuple[Stage, ...] = ("refill", "replacement")
_Word = TypeVar("_Word", bound=str)
#: Sections that are folded: they are not of the pump itself.
_MORE = ("findings", "beneath", "kidney", "record", "information", "younger", "figures")
#: Those of the screen that asks.
_ELSEWHERE = ("needed", "provided")


class _Unread(Value):
    """What runs and two people have not read: `by` whom it was, and whether who looks is another
    person."""

    by: tuple[str, ...]
    persons: Persons


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/pump`: told, changed, and set by two people."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/pump")
    def pump(place: At) -> Response:
        return _page(place)

    @routes.form("/patients/{patient}/pump/told", _page)
    def told(place: WrittenAt) -> Response:
        table, chart = _table(place.visit.form), place.chart_as_seen()
        _check_runs(table, reading_of(place, chart))
        telling = Telling(what=Told(table={"pump": table}), at=desk.now())
        chart.tell(telling, by=place.visit.by, now=desk.now())
        return place.go("/pump")

    @routes.form("/patients/{patient}/pump", _page)
    def look(place: At) -> Response:
        """Nothing is kept: what a change would come to."""
        return _looked_at(place)

    @routes.form("/patients/{patient}/pump/read", _page)
    def read(place: WrittenAt) -> Response:
        """What runs, typed by one of two people."""
        by, chart = place.visit.by, place.chart_as_seen()
        runs = _runs(reading_of(place, chart))
        for before in read_by(chart.record, runs, desk.today()):
            _check_another(desk, before, by)
        assert runs.now is not None  # noqa: S101 - of what runs
        setting = PumpSetting(runs.now, runs.filling.mcg_per_mL)
        confirm(place.visit.form, setting, runs=True)
        chart.tell(Telling(what=_confirmed(setting), at=desk.now()), by=by, now=desk.now())
        return place.go("/pump")

    @routes.form("/patients/{patient}/pump/first", _looked_at)
    def first(place: WrittenAt) -> Response:
        form, by = place.visit.form, place.visit.by
        chart = place.chart_as_seen()
        change = _change(form)
        reading = reading_of(place, chart)
        _check_base(reading)
        made, digest = _looked(place, chart, reading, change)
        if digest != form.get("inputs"):
            raise InputRefused("setting", "another than the one you saw", "look at it again")
        confirm(form, _new(made))
        kept = chart.keep(made, by=by, now=desk.now())
        chart.accept(kept.number, by=by, now=desk.now())
        return place.go(f"/pump/{kept.number}")

    @routes.get("/patients/{patient}/pump/{number}")
    def kept(place: At, number: int) -> Response:
        return _kept_page(place)

    @routes.form("/patients/{patient}/pump/{number}/second", _kept_page)
    def second(place: WrittenAt, number: int) -> Response:
        by, chart = place.visit.by, place.chart_as_seen()
        found = kept_soon(place, chart, number)
        if found.accepted is None or found.stale:
            raise InputRefused("setting", found.stale or "confirmed by nobody", "make it anew")
        _check_another(desk, found.accepted.by, by)
        if set_by(chart.record, found, desk):
            raise InputRefused("setting", "set already", "it is set once")
        new = _new(found.answer)
        confirm(place.visit.form, new)
        chart.tell(
            Telling(what=Accepted(plan=number), at=desk.now()),
            Telling(what=DoseSet(route="intrathecal", per_day=new.per_day), at=desk.now()),
            Telling(what=_confirmed(new), at=desk.now()),
            by=by, now=desk.now(),
        )  # fmt: skip
        return place.go(f"/pump/{number}")

    return routes


def _looked(
    place: Place, chart: Chart, reading: Reading, change: PumpVisit
) -> tuple[Answer, str]:  # fmt: skip
    """What a change comes to, and the digest of what it is of. Raises `NotYet` and `NotPlanned`."""
    desk = place.desk

    def look() -> tuple[Answer, str]:
        inputs = pumped(reading, wanted(desk), change)
        return desk.answer(inputs), digest_of(inputs)

    return soon(place, chart, "pumped", look, change)


def _runs(reading: Reading) -> PumpOrder:
    """The pump that runs. Raises `InputRefused` where none does."""
    order = reading.ordered.order
    if not isinstance(order, PumpOrder) or order.now is None:
        raise InputRefused("what runs", "not told", "it must be", do="Tell the pump first.")
    return order


def _check_runs(table: Mapping[str, object], reading: Reading) -> None:
    """Raises `InputRefused` for a pump that is told without what it runs, in place of one that
    does: what was running would be known no more."""
    order = reading.ordered.order
    if "now" not in table and isinstance(order, PumpOrder) and order.now is not None:
        raise InputRefused(
            "now", "not told", "this pump runs, and all of it is told anew",
            do="Read it off the programmer. That it was stopped is told under Follow-up.",
        )  # fmt: skip


def _check_base(reading: Reading) -> None:
    """Raises `InputRefused` while two people have not read what runs: a change is a share of it."""
    order = reading.ordered.order
    if isinstance(order, PumpOrder) and order.read_by_two is False:
        raise InputRefused(
            "what runs", "not read by two people", "a change is a share of it",
            do="Two people type drug, concentration and rate of what runs first.",
            why="P-READ-BY-TWO",
        )  # fmt: skip


def _confirmed(setting: PumpSetting) -> Confirmed:
    assert setting.mcg_per_mL is not None  # noqa: S101 - `confirm` refuses without it
    return Confirmed(drug=DRUG, mcg_per_mL=setting.mcg_per_mL, per_day=setting.per_day)


def _check_another(desk: Desk, first: str, second: str) -> None:
    """Raises `InputRefused` unless the second account is of another person than the first."""
    match desk.persons(first, second):
        case "one":
            raise InputRefused(
                "second person", repr(second), "it must be another than who confirmed first",
                do="Ask a colleague to sign in and to read drug, concentration and rate anew.",
            )  # fmt: skip
        case "unknown":
            raise InputRefused(
                "second person", repr(second),
                f"nobody can tell that this is another than {first!r}",
                do="Sign in where the first did, or have who keeps the file of users say whose "
                "accounts these are (also).",
            )  # fmt: skip


def _table(form: Mapping[str, str]) -> dict[str, object]:
    """The table of a pump, of what was filled in."""
    table: dict[str, object] = {n: form[n].strip() for n in _WORDS if form.get(n, "").strip()}
    for name in _NUMBERS:
        if words := form.get(name, "").strip():
            table[name] = number(name, words)
    if filled := form.get("filled_on", "").strip():
        table["filled_on"] = filled
    return table


def _change(form: Mapping[str, str]) -> PumpVisit:
    typed = {name: form.get(name, "").strip() for name in VISIT}
    strength, fill = typed["new_mcg_per_mL"], typed["new_fill_mL"]
    return PumpVisit(
        parse_daily_dose(typed["asked"], name="new dose") if typed["asked"] else None,
        number("new concentration", strength) if strength else None,
        _one_of("stage", typed["stage"], _STAGES),
        number("filled with now", fill) if fill else None,
        _one_of("tubing_holds", typed["tubing_holds"], HOLDS),
        _one_of("catheter_holds", typed["catheter_holds"], HOLDS),
    )


def _one_of(name: str, words: str, allowed: tuple[_Word, ...]) -> _Word | None:
    """The word that was chosen, None where none was. Raises `UnknownName`."""
    named(name, words or None, allowed)
    return next((word for word in allowed if word == words), None)


def _new(made: Answer) -> PumpSetting:
    decision = made.decision
    if not isinstance(decision, PumpPlan) or decision.new is None:
        raise InputRefused("setting", "not printed", "only a new setting can be confirmed")
    return decision.new


def _page(place: Place) -> Response:
    """The pump as it runs. What cannot be planned of it is said, and it can be told anew."""
    try:
        return _changed(place, PumpVisit(), {})
    except NotPlanned as gap:
        return _changed(place, None, {}, refusal=refusal(gap))


def _looked_at(place: Place) -> Response:
    """The same, with the change that the form asks for."""
    form = place.visit.form
    return _changed(place, _change(form), form)


def _changed(
    place: Place, change: PumpVisit | None, form: Mapping[str, str], *, refusal: str = ""
) -> Response:
    """What a change comes to, where there is a pump and something is asked. Raises `NotPlanned`."""
    chart = place.chart()
    reading = reading_of(place, chart)
    shared: dict[str, Any] = {
        "seen": len(chart.record.events), "form": form, "kept": None,
        "unset": unset(chart, place.desk),
        "plans": [e for e in reversed(chart.record.events)
                  if isinstance(e.what, Planned) and e.what.door == "pump"],
    }  # fmt: skip
    runs = reading.ordered.order
    if change is None or not isinstance(runs, PumpOrder):
        return place.page("pump.html.j2", report=None, refusal=refusal, **shared)
    made, digest = _looked(place, chart, reading, change)
    return _answered(place, made, inputs=digest, unread=_unread(place, chart, runs), **shared)


def _unread(place: Place, chart: Chart, runs: PumpOrder) -> _Unread | None:
    """Who has read what runs, and whether whoever looks may be the next; None where two have."""
    if runs.read_by_two is not False:
        return None
    by = read_by(chart.record, runs, place.desk.today())
    return _Unread(by, place.desk.persons(by[0], place.visit.by) if by else "two")


def _kept_page(place: Place) -> Response:
    """The setting of the event that the address names."""
    chart = place.chart()
    found = kept_soon(place, chart, place.visit.number)
    first = found.accepted.by if found.accepted else ""
    return _answered(
        place, found.answer, inputs="", seen=len(chart.record.events), form={}, plans=[],
        kept=found.event, accepted=found.accepted, stale=found.stale,
        is_set=set_by(chart.record, found, place.desk),
        persons=place.desk.persons(first, place.visit.by),
    )  # fmt: skip


def _answered(place: Place, made: Answer, **shared: object) -> Response:
    report = compose(made, place.desk.known)
    decision = made.decision
    new = decision.new if isinstance(decision, PumpPlan) else None
    values: dict[str, Any] = {
        "accepted": None, "stale": "", "is_set": None, "unread": None, **shared,
    }  # fmt: skip
    return place.page(
        "pump.html.j2", report=report, refusal="", drug=DRUG, visit=VISIT, is_new=new is not None,
        sections=[s for s in report.sections if s.kind not in (*_MORE, *_ELSEWHERE)],
        asks=made.fit.questions,
        more=[s for s in report.sections if s.kind in _MORE],
        whys=whys_of(report, place.desk.known, ("P-READ-BY-TWO",)), **values,
    )  # fmt: skip
