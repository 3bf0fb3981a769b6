"""Grids of what doses, steps, volumes and days of a plan are reckoned by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from baclofen.assessment.lately import changed_by_mouth
from baclofen.assessment.refill import given_mcg, held, interval, is_drawn, setting
from baclofen.assessment.reservoir import alarm_day, drawn, is_empty, may_be_empty
from baclofen.assessment.response import read_response
from baclofen.assessment.taken import begun, first_seen, oral_dose, oral_sum_mg, supply_end, used_up
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.planning.pump.change import ChangeLimits, offer_of
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.shapes import Pace, holds
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.supply import lasting, supply_of, with_reserve
from baclofen.planning.reckon.visits import visits_down, visits_each_step
from baclofen.regimen import (
    SHAPES,
    Bolus,
    Clocked,
    Device,
    Dosing,
    Filling,
    Flex,
    Liquid,
    PumpOrder,
    Regimen,
    Sachets,
    Scored,
    bolus,
    bridge,
    by_mouth,
    days_until,
    dialysis,
    left_over,
    portion_mg,
    pump,
    recipe,
    spread_over_day,
)
from baclofen.units import Dose, mcg, mg
from tests.golden.calls import Call, over
from tests.people import TODAY, known

K = known()
_NEAR = 1e-9


def _before(days: float | None) -> date | None:
    return None if days is None else TODAY - timedelta(days=days)


# --- by mouth --------------------------------------------------------------------------


def _paces() -> Iterator[Pace]:
    for cut, end, poured, wait in product(
        ((10.0, 5.0), (5.0, 2.5), (7.5, 7.5)), (1, 2), (False, True), ((7, 7, 0), (14, 10, 90))
    ):
        step, floor, asked = wait
        yield Pace(
            unit_mg=2.5 if poured else 5.0, cut_mg=cut[0], last_cut_mg=cut[1], last_from_mg=20.0,
            step_days=step, floor_days=floor, end_hold=end, share=0.5, even_share=0.2,
            poured=poured, end_mg=2.5 if poured else 0.0, asked_days=asked,
        )  # fmt: skip


def _ways_down() -> Iterator[Call]:
    doses = (2.5, 4.0, 5.0, 7.5, 10.0, 12.5, 15.0, 20.0, 22.5, 25.0, 40.0, 60.0, 80.0)
    yield from over(holds, SHAPES, doses, _paces())
    for pace in _paces():
        yield from over(pace.cut, (2.5, 5.0, 19.9, 20.0, 20.1, 80.0))
        yield from over(pace.least_mg, (5.0, 40.0), (1, 7, 8, 14, 15, 29))


def _makers() -> Iterator[StepMaker]:
    for label, worst in product(("US", "UK", "FR"), (None, "night", "day")):
        made = StepMaker.under(K, label)
        yield StepMaker(made.label, made.market, made.market_id, made.hours, worst)  # type: ignore[arg-type]


def _steps() -> Iterator[Call]:
    for maker in _makers():
        for several in (1, 2, 3, 4):
            days = (tuple(map(mg, one)) for one in product((5.0, 10.0, 20.0, 25.0), repeat=several))
            if maker.worst_at is not None or several < 3:
                yield from over(maker.shifted, days)
        doses = (0.0, 4.9, 5.0, 7.5, 10.0, 14.9, 15.0, 20.0, 45.0, 60.0, 79.0, 80.0, 100.0, 160.0)
        yield from over(maker.down, doses)
        yield from over(maker.times_of, doses[2:])
        yield from over(
            maker.step, (5.0, 10.0, 15.0, 20.0, 35.0, 60.0, 80.0, 100.0), day=(1, 8), days=(1, 7),
            start=(TODAY,), why=(("a",),),
        )  # fmt: skip
    yield from over(
        spread_over_day, (4.0, 5.0, 10.0, 12.5, 15.0, 35.0), hours=((8,), (8, 20), (8, 14, 20)),
        unit_mg=(2.5, 5.0),
    )  # fmt: skip


def _course(days: tuple[int, ...], doses: tuple[float, ...]) -> Steps:
    maker, day, made = StepMaker.under(K, "US"), 1, []
    for lasts, dose in zip(days, doses, strict=True):
        made.append(maker.step(dose, day=day, days=lasts, start=TODAY, why=()))
        day += lasts
    return Steps(Regimen(TODAY, tuple(one.step for one in made)), tuple(made), ())


def _courses() -> Iterator[Call]:
    courses = [
        _course(days, doses)
        for days in ((1, 1, 1), (3, 3, 3), (7, 7, 14), (14, 28, 7), (60, 3, 90))
        for doses in ((15.0, 30.0, 45.0), (60.0, 40.0, 5.0))
    ]
    for one in courses:
        yield from over(visits_down, (one.steps, one.steps[:1], one.steps[:2]), (K,))
        yield from over(visits_each_step, (one.steps,), (K,))
        yield from over(one.until, map(mg, (5.0, 15.0, 30.0, 45.0, 100.0)))
        yield from over(getattr, (one,), ("given_mg", "weeks"))
        yield from over(StepMaker.under(K, "US").alike, (one.steps, one.steps[1:]))
        yield from over(
            _supplied, (one.steps, one.steps[:1]), (None, 1, 7, 10, 28), (None, mg(10), mg(40))
        )
        yield from over(lasting, (one.steps,), (TODAY + timedelta(days=n) for n in (0, 1, 5, 200)))


def _supplied(steps: Any, most_days: int | None, before: Dose | None) -> Any:
    """What is handed out, and what is kept in reserve."""
    made = supply_of(steps, most_days)
    return made, with_reserve(made, steps, before)


def _portions() -> Iterator[Call]:
    doses = (0.0, 1.0, 2.4, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0, 17.5, 20.0, 25.0, 30.0, 100.0)
    products: list[Any] = [StepMaker.under(K, label).market for label in sorted(K.jurisdictions)]
    products += [Liquid(1.0, 0.5), Liquid(5.0, 0.1), Liquid(2.0, 1.0)]
    products += [Sachets((5.0, 10.0, 20.0)), Sachets((20.0,))]
    for one in products:
        yield from over(one.pieces, doses)
        yield from over(
            one.for_all, ((5.0,), (10.0,), (5.0, 10.0), (20.0, 30.0), (10.0, 25.0), (7.5, 15.0))
        )
    yield from over(
        portion_mg,
        ("1 x 10 mg", "1/2 x 10 mg", "2 1/2 x 10 mg", "1 x 10 mg + 1 x 5 mg", "5 mL of 1 mg/mL",
         "0.5 mL of 5 mg/mL", "2 x 20 mg", "10 mg", "", "x"),
    )  # fmt: skip


# --- what was taken ----------------------------------------------------------------------


def _uses() -> Iterator[tuple[BaclofenUse, ...]]:
    def one(route: Any, status: Any, dose: Dose | None, at: int, doubt: str = "") -> BaclofenUse:
        on = [_before(d + at) for d in (30, 10, 0, -5)]
        return BaclofenUse(
            route, status, "w", dose, since=on[0], dose_since=on[1] if at else None,
            until=on[3] if at % 2 else on[1], used_up=on[1] if at else None, ordered_on=on[0],
            doubt=doubt,
        )  # fmt: skip

    kinds = [
        one("oral", "active", mg(30), 0), one("oral", "active", mg(15), 1),
        one("oral", "unknown", None, 2, "unread"), one("unknown", "active", mg(45), 3),
        one("intrathecal", "active", mcg(300), 4), one("oral", "stopped", mg(60), 5),
        one("oral", "active", mcg(500), 2), one("oral", "active", mg(0), 3),
        BaclofenUse("oral", "active", "nothing else is told"),
    ]  # fmt: skip
    yield ()
    yield from ((use,) for use in kinds)
    yield from product(kinds, repeat=2)


def _taken() -> Iterator[Call]:
    for function in (begun, first_seen, used_up, oral_dose, oral_sum_mg):
        yield from over(function, _uses())
    for days in (0, 1, 5, 9):
        yield from over(supply_end, _uses(), (_before(days),))


def _changes() -> Iterator[Call]:
    ran = [DoseBefore(mg(d), TODAY - timedelta(days=n)) for d, n in
           ((0, 40), (0, 9), (15, 60), (30, 20), (45, 9), (60, 8), (5, 2), (0, 1))]  # fmt: skip
    earlier = [
        tuple(sorted(told, key=lambda one: one.until))
        for several in (0, 1, 2, 3) for told in product(ran, repeat=several)
        if len({one.until for one in told}) == several
        and list(told) == sorted(told, key=lambda one: one.until)
    ]  # fmt: skip
    uses = [
        (BaclofenUse("oral", "active", "w", now, before=before),)
        for now in (mg(0), mg(15), mg(30), mg(100)) for before in earlier
    ]  # fmt: skip
    yield from over(changed_by_mouth, uses, (K,))


# --- pumps ------------------------------------------------------------------------------


def _limits() -> Iterator[Call]:
    limits = [
        ChangeLimits((5.0, 20.0), (5.0, 10.0), 24.0, ("a",)),
        ChangeLimits((10.0, 30.0), None, None, ("a",)), ChangeLimits((0.0, 0.0), (0.0, 0.0), 48.0,
        ()),
    ]  # fmt: skip
    for one in limits:
        most = one.raises[1]
        edges = (most - _NEAR / 2, most, most + _NEAR / 2, most + 1e-6, -10.0, -10.0 - _NEAR / 2,
                 -10.0 - 1e-6, 0.0, -99.0)  # fmt: skip
        yield from over(one.refuses, edges)
        yield from over(one.raised, map(mcg, (1.0, 100.0)))
        yield from over(one.cut, map(mcg, (1.0, 100.0)))
        yield from over(one.wait_h, (None, 0.0, 23.9, 24.0, 24.1, 48.0, 100.0))
        for now, hours in product((None, 0.0, 25.0, 100.0, 800.0, 1100.0, 1400.0), (None, 10.0)):
            order = _pump(now=None if now is None else mcg(now), hours_since_change=hours)
            yield from over(offer_of, (order,), (one, None), (K,))


def _pump(**told: Any) -> PumpOrder:
    return PumpOrder(**{"stage": "maintenance", **told})


_DEVICES = (
    Device(), Device("synchromed2"), Device("synchromed2", {"accuracy": 0.1, "unusable_mL": 1.5})
)  # fmt: skip


def _reservoirs() -> Iterator[Call]:
    fillings = [
        Filling(
            fill_mL=full, mcg_per_mL=strength, left_mL=left, filled_on=on, alarm_mL=alarm,
            withdrawn_mL=drawn_mL, expected_mL=expected,
        )
        for full, strength, left, on, alarm in product(
            (None, 20.0), (None, 500.0), (None, 0.0, 2.0, 12.0),
            (None, TODAY, _before(1), _before(40)), (None, 2.0),
        )
        for drawn_mL, expected in ((None, None), (1.0, None), (12.0, 8.0))
    ]  # fmt: skip
    for filling in fillings:
        for told in (
            {"now": mcg(250)},
            {"stage": "refill", "now": mcg(250), "asked": mcg(300)},
            {"now": mcg(250), "hours_since_change": 24.0 * 10, "history": (mcg(200),)},
        ):
            order = _pump(filling=filling, **told)
            for function in (held, drawn, is_empty, may_be_empty, alarm_day):
                yield from over(function, (order,), (TODAY,), (K,))
            yield from over(is_drawn, (order,), (TODAY,))


def _settings() -> Iterator[Call]:
    for fill, left, on, alarm, device in product(
        (10.0, 20.0), (None, 2.0, 9.0), (None, _before(1), _before(100)), (None, 2.0), _DEVICES
    ):
        filling = Filling(
            fill_mL=fill, mcg_per_mL=500.0, left_mL=left, filled_on=on, alarm_mL=alarm
        )
        order = _pump(now=mcg(250), filling=filling, device=device)
        crossed = bridge(
            tubing_mL=0.2, catheter_mL=0.2, old_concentration=500.0, new_concentration=2000.0,
            old_per_day=mcg(100),
        )  # fmt: skip
        doses = tuple(map(mcg, (0.0, 30.0, 250.0, 900.0)))
        yield from over(setting, (order,), doses, (None, 500.0), (TODAY,), (K,), (None, crossed))
        yield from over(interval, (filling,), doses, (None, 500.0), (device,), (K,))
        yield from over(
            given_mcg, (mcg(250),),
            (order, _pump(now=mcg(250), hours_since_change=48.0, history=(mcg(100), mcg(200)))),
            (0.0, 1.0, 2.0, 5.0),
        )  # fmt: skip


def _pump_orders() -> Iterator[Call]:
    rates = (None, mcg(0), mcg(100), mcg(120))
    orders = [
        _pump(now=now, asked=asked, history=history, interruption_hours=gap)
        for now, asked, history, gap in product(rates, rates, ((), (mcg(80),), (mcg(50), mcg(90))),
                                                (None, 0.0, 5.0))
    ]  # fmt: skip
    for name in ("gap_told", "before", "change_percent"):
        yield from over(getattr, orders, (name,))
    for order in orders:
        yield from over(order.percent_to, map(mcg, (0.0, 50.0, 100.0, 130.0)))


def _modes() -> Iterator[Call]:
    yield from over(Clocked, map(mcg, (0.0, 30.0)), (0, 1, 24, 48, 49), base=map(mcg, (0.0, 120.0)))
    made = [Clocked(mcg(30), times, base=mcg(120)) for times in (1, 4, 48)]
    yield from over(getattr, made, ("per_day",))
    steps = [
        ((0.0, mcg(240)),), ((0.0, mcg(240)), (8.0, mcg(480))),
        ((0.0, mcg(240)), (8.0, mcg(120)), (20.0, mcg(480))), ((6.0, mcg(240)), (18.0, mcg(0))),
        ((0.0, mcg(240)), (0.0, mcg(120))), ((0.0, mcg(240)), (24.0, mcg(120))), (),
    ]  # fmt: skip
    for one in steps:
        yield from over(_flexed, (one,), ("stretches", "per_day", "highest", "lowest"))


def _flexed(steps: Any, name: str) -> Any:
    return getattr(Flex(steps), name)


def _arithmetic() -> Iterator[Call]:
    edges = (0.0, 0.5, 1.0, 20.0)
    yield from over(
        recipe, capacity_mL=(0.0, 18.0, 20.0), flow_mL_per_day=(0.0, 0.5, 1.0),
        per_day=map(mcg, (0.0, 50.0, 300.0)), stock=map(mcg, (0.0, 500.0, 2000.0)),
    )  # fmt: skip
    yield from over(
        bridge, tubing_mL=(0.0, 0.2), catheter_mL=(0.0, 0.3), old_concentration=(0.0, 500.0),
        new_concentration=(0.0, 2000.0), old_per_day=map(mcg, (0.0, 300.0)),
    )  # fmt: skip
    yield from over(days_until, edges, down_to_mL=edges, flow_mL_per_day=(-1.0, *edges))
    yield from over(left_over, expected_mL=(-1.0, *edges), withdrawn_mL=(-1.0, *edges))


def _dosings() -> Iterator[Call]:
    made: list[Dosing] = [
        by_mouth(mg(10), every_h=8, days=1), bolus(mcg(50), at_h=3.0),
        pump(mcg(240), per="day", days=2.0, start_h=5.0), pump(mcg(10), per="h", days=1.0),
        pump(mcg(0), per="day", days=1.0),
    ]  # fmt: skip
    kinds: tuple[Any, ...] = ("haemodialysis", "cvvh", "capd")
    made += [dialysis(kind, start_h=(20.0, 2.0), hours=4.0) for kind in kinds]
    for one, other in product(made, repeat=2):
        yield from over(_both, (one,), (other,))
    for one in made:
        yield from over(one.events)
        yield from over(_later_events, (one,), (0.0, 7.0))
        yield from over(getattr, (one, one.without_doses), ("ways", "until_h"))


def _both(one: Dosing, other: Dosing) -> Any:
    both = one + other
    return both.events(), both.ways, both.until_h


def _later_events(dosing: Dosing, hours: float) -> Any:
    moved = dosing.later(hours)
    return moved.events(), moved.until_h


def _responses() -> Iterator[Call]:
    grades = ((), ("3",), ("2", "3"), ("1+", "1"), ("0",), ("4",), ("5",))
    for before, after, told, hours in product(
        grades, grades, (None, True, False), (None, 3.0, 8.0)
    ):
        yield from over(_response, (before,), (after,), (told,), (hours,))


def _response(before: Any, after: Any, told: Any, hours: Any) -> Any:
    tried = Bolus(
        dose=mcg(50), responded=told, effect_hours=hours, hours_ago=30.0,
        ashworth=Scored("ashworth", before, after),
    )  # fmt: skip
    return read_response(tried, K)


GRIDS: Mapping[str, Callable[[], Iterator[Call]]] = {
    "a way down": _ways_down, "a step": _steps, "a course": _courses, "portions": _portions,
    "what was taken": _taken, "what was changed": _changes, "limits of a pump": _limits,
    "a reservoir": _reservoirs, "a setting": _settings, "orders of a pump": _pump_orders,
    "modes of a pump": _modes, "volumes": _arithmetic, "what is given": _dosings,
    "a bolus that was tried": _responses,
}  # fmt: skip
