"""Random people and requests of every kind, from a seed: quick to make by the ten thousand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, TypeVar, get_args

from baclofen.assessment import KINDS, Request
from baclofen.knowledge.growth import Sex, charts
from baclofen.patient import SIGNS, BaclofenUse, KidneyValue, Medicine, Patient, Syndrome
from baclofen.regimen import (
    ORIGINS,
    PRODUCTS,
    SETTINGS,
    STAGES,
    TUBES,
    Bolus,
    Filling,
    OralOrder,
    Order,
    OtherOrder,
    Product,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.regimen.order import LIQUID_MG_PER_ML
from baclofen.units import mcg, mg
from tests.people import TODAY, known

K = known()
CONDITIONS = sorted(K.codes.conditions)
DRUGS = sorted(i.name for i in K.codes.ingredients if i.name != "baclofen")
T = TypeVar("T")


def person_and_request(seed: int) -> tuple[Patient, Request]:
    """One of endlessly many; the same seed gives the same. Odd seeds are people who may well
    start: few illnesses, kidneys from good to weak, nothing taken, a plain request."""
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    if seed % 2:
        return _beginner(r)
    who = _person(r)
    order, taper, swallowed = _order(r), None, None
    kind = r.choice([None, *KINDS])
    if r.random() < 0.15 and kind not in ("start", "prepare"):
        taper = TaperOrder(
            weeks=_maybe(r, lambda: float(r.randrange(12))),
            returned=r.choice([None, True, False]),
            previous=_maybe(r, lambda: mg(r.randrange(5, 100))),
        )
    if r.random() < 0.05:
        swallowed = Swallowed(amount=mg(r.randrange(5, 800)), hours_ago=r.random() * 24)
    return who, Request(
        today=TODAY,
        kind=kind,
        jurisdiction=r.choice(sorted(K.jurisdictions)),
        order=order,
        taper=taper,
        swallowed=swallowed,
    )


def _beginner(r: Random) -> tuple[Patient, Request]:
    low, high = r.choice([(2, 18), (18, 65), (18, 65), (65, 95)])
    age = r.uniform(low, high)
    sex: Sex = r.choice(["female", "male"])
    # Bodies that can be: a weight of the age, a height that goes with a grown one's weight.
    usual = _median_kg(age, sex) if age < 18 else 80.0
    who = Patient(
        age_y=age,
        sex=sex,
        weight_kg=usual * (r.uniform(0.8, 1.3) if age < 18 else r.uniform(0.6, 1.6)),
        height_cm=_maybe(r, lambda: r.uniform(90, 200) if age < 18 else r.uniform(150, 200)),
        egfr=r.choice([r.uniform(60, 130), r.uniform(30, 90)]),
        dialysis=False,
        syndrome=r.choice(["ms_spasticity", "sci_spasticity", "cerebral_spasticity", "other"]),
        conditions=frozenset(r.sample(CONDITIONS, r.choice([0, 0, 0, 1]))),
        medicines=tuple(Medicine(n) for n in r.sample(DRUGS, r.choice([0, 0, 1]))),
        baclofen=(),
    )
    products: list[Product | None] = [
        None, None, "tablet", "granules", "solution_1", "solution_2", "suspension_5",
    ]  # fmt: skip
    product = r.choice(products)
    return who, Request(
        today=TODAY,
        kind="start",
        jurisdiction=r.choice(sorted(K.jurisdictions)),
        order=None if product is None else OralOrder(product=product),
    )


def _median_kg(age_y: float, sex: Sex) -> float:
    """The weight of half of all children of this age and sex, to the nearest month of the chart."""
    return min(charts()[sex], key=lambda row: abs(row.months - 12 * age_y)).m


def _maybe(r: Random, make: Callable[[], T], chance: float = 0.5) -> T | None:
    return make() if r.random() < chance else None


def _day(r: Random, most: int) -> Any:
    return TODAY - timedelta(days=r.randrange(most))


def _person(r: Random) -> Patient:
    age = _maybe(
        r, lambda: r.choice([r.uniform(0, 18), r.uniform(18, 65), r.uniform(65, 105)]), 0.9
    )
    return Patient(
        age_y=age,
        sex=r.choice([None, "female", "male"]),
        weight_kg=_maybe(r, lambda: r.uniform(20, 150), 0.7),
        height_cm=_maybe(r, lambda: r.uniform(90, 200)),
        creatinine_mg_per_dL=_maybe(r, lambda: r.choice([r.uniform(0.4, 1.4), r.uniform(1, 8)])),
        egfr=_maybe(r, lambda: r.choice([r.uniform(60, 130), r.uniform(5, 70)]), 0.6),
        kidney=tuple(
            KidneyValue(
                r.choice(["creatinine", "egfr"]),
                r.uniform(0.4, 110),
                on=_day(r, 700),
                undated=r.random() < 0.1,
            )
            for _ in range(r.choice([0, 0, 0, 1, 3]))
        ),
        dialysis=r.choice([None, None, False, False, True]),
        syndrome=r.choice([None, *get_args(Syndrome)]),
        conditions=frozenset(r.sample(CONDITIONS, r.choice([0, 0, 1, 3]))),
        allergies=frozenset({"baclofen"} if r.random() < 0.03 else ()),
        medicines=_maybe(
            r, lambda: tuple(Medicine(n) for n in r.sample(DRUGS, r.choice([0, 1, 2, 5]))), 0.7
        ),
        baclofen=_maybe(r, lambda: tuple(_use(r) for _ in range(r.choice([0, 0, 1, 1, 2]))), 0.7),
        signs=frozenset(r.sample(SIGNS, r.choice([0, 0, 0, 0, 1, 2]))),
        pregnant=r.choice([None, False, False, True]),
        gestation_weeks=_maybe(r, lambda: r.uniform(2, 41), 0.2),
        alcohol=r.choice([None, False, False, True]),
        lactating=r.choice([None, None, True]),
        infection_active=r.choice([None, None, False, True]),
        surgery_planned=r.choice([None, None, True]),
        oral_failed=r.choice([None, False, True]),
        days_since_injury=_maybe(r, lambda: r.uniform(1, 900), 0.1),
        from_record=r.random() < 0.5,
    )


def _use(r: Random) -> BaclofenUse:
    route = r.choice(["oral", "oral", "intrathecal", "unknown"])
    dose = mg(r.randrange(5, 130)) if route == "oral" else mcg(r.randrange(20, 1500))
    status = r.choice(["active", "active", "stopped", "unknown"])
    return BaclofenUse(
        route, status, "baclofen",  # type: ignore[arg-type]
        daily=_maybe(r, lambda: dose, 0.8),
        since=_maybe(r, lambda: _day(r, 900)),
        stopped_on=_maybe(r, lambda: _day(r, 60)),
        weeks_at_maximum=_maybe(r, lambda: r.uniform(0, 20), 0.2),
        hours_since_last=_maybe(r, lambda: r.uniform(1, 200), 0.3) if status == "stopped" else None,
    )  # fmt: skip


def _order(r: Random) -> Order | None:
    kind = r.choice(["none", "none", "oral", "oral", "screening", "pump", "pump", "other"])
    if kind == "oral":
        daily = _maybe(r, lambda: mg(r.randrange(1, 130)))
        dose = _maybe(r, lambda: mg(r.randrange(1, 30)), 0.3)
        product = _maybe(r, lambda: r.choice(PRODUCTS))
        strength = _maybe(r, lambda: r.choice([1.0, 2.0, 5.0]), 0.3)
        return OralOrder(
            daily=daily,
            dose=dose,
            product=product,
            # Tablets and granules have no mg in a mL, and an order that says so is refused.
            mg_per_mL=strength if product in (None, *LIQUID_MG_PER_ML) else None,
            tube=_maybe(r, lambda: r.choice(TUBES), 0.1),
            tube_fr=_maybe(r, lambda: r.uniform(4, 20), 0.1),
            starts=r.random() < 0.3,
            setting=r.choice(SETTINGS),
        )
    if kind == "screening":
        return ScreeningOrder(
            dose=_maybe(r, lambda: mcg(r.choice([25, 50, 75, 100, 150]))),
            given=tuple(
                Bolus(
                    dose=mcg(r.choice([25, 50, 75, 100])),
                    hours_ago=_maybe(r, lambda: r.uniform(2, 90)),
                    responded=r.choice([None, True, False]),
                )
                for _ in range(r.randrange(4))
            ),
            origin=_maybe(r, lambda: r.choice(ORIGINS)),
        )
    if kind == "pump":
        return _pump(r)
    return OtherOrder(route="intravenous", product="ampoule") if kind == "other" else None


def _pump(r: Random) -> PumpOrder:
    return PumpOrder(
        stage=r.choice(STAGES),
        origin=_maybe(r, lambda: r.choice(ORIGINS)),
        now=_maybe(r, lambda: mcg(r.uniform(20, 1500)), 0.8),
        asked=_maybe(r, lambda: mcg(r.uniform(20, 2500))),
        screening=_maybe(
            r,
            lambda: Bolus(
                dose=mcg(r.choice([25, 50, 75, 100])),
                responded=r.choice([True, False]),
                effect_hours=_maybe(r, lambda: r.uniform(2, 14)),
            ),
        ),
        hours_since_change=_maybe(r, lambda: r.uniform(1, 400)),
        filling=Filling(
            fill_mL=_maybe(r, lambda: r.uniform(10, 40)),
            mcg_per_mL=_maybe(r, lambda: r.choice([50, 500, 1000, 2000, 3000])),
            new_mcg_per_mL=_maybe(r, lambda: r.choice([500.0, 2000.0]), 0.2),
            alarm_mL=_maybe(r, lambda: r.uniform(0, 4)),
            expected_mL=_maybe(r, lambda: r.uniform(0, 10), 0.3),
            withdrawn_mL=_maybe(r, lambda: r.uniform(0, 10), 0.3),
            tubing_mL=_maybe(r, lambda: 0.199, 0.3),
            catheter_mL=_maybe(r, lambda: r.uniform(0.1, 0.3), 0.3),
            alarm_on=_maybe(r, lambda: TODAY + timedelta(days=r.randrange(-20, 90)), 0.3),
        ),
        weans_oral=r.random() < 0.3,
        alarm=r.choice([None, None, True, False]),
        fault=r.choice([None, None, True, False]),
        hours_since_refill=_maybe(r, lambda: r.uniform(0, 300), 0.3),
    )
