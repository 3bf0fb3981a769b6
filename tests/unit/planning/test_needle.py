"""Before a needle: waiting times by medicine, procedure and kidneys; a response is never hidden."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.assessment import NeedleWait, assess, needle_waits
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.planning import ScreeningPlan, plan_screening
from tests.people import TODAY, known
from tests.saying import worded

K = known()
WHO: dict[str, Any] = {"age_y": 45, "weight_kg": 70, "syndrome": "sci_spasticity", "egfr": 95}
IMPLANT = {"stage": "start", "screening": {"dose": "50 mcg", "responded": True, "effect_hours": 6}}


def waits(*medicines: str, **told: Any) -> dict[str, NeedleWait]:
    order: dict[str, Any] = {} if "pump" in told else {"screening": {}}
    record = read_table(WHO | order | {"medicines": [*medicines]} | told, K, today=TODAY)
    fit = assess(record.patient, K, record.asks(today=TODAY))
    found = needle_waits(fit.person, fit.medicines, fit.kidney, fit.request, K)
    return {wait.name: wait for wait in found}


def plan(**told: Any) -> ScreeningPlan:
    record = read_table(WHO | {"screening": {}} | told, K, today=TODAY)
    return plan_screening(assess(record.patient, K, record.asks(today=TODAY)), K, seed=1)


@pytest.mark.parametrize(
    ("medicine", "egfr", "hours", "source"),
    [
        ("warfarin", 95, 120, "IT-WAIT-ABN"),
        ("acenocoumarol", 95, 72, "IT-WAIT-ESAIC"),
        ("phenprocoumon", 95, 168, "IT-WAIT-ESAIC"),
        ("apixaban", 30, 72, "IT-WAIT-ASRA"),
        ("apixaban", 29, None, "IT-WAIT-ESAIC"),
        ("dabigatran", 50, 72, "IT-WAIT-ABN"),
        ("dabigatran", 49, None, "IT-WAIT-ESAIC"),
        ("enoxaparin", 30, 24, "IT-WAIT-ESAIC"),
        ("enoxaparin", 29, 48, "IT-WAIT-ESAIC"),
        ("heparin", 95, 24, "IT-WAIT-HEPARIN"),
        ("fondaparinux", 95, 105, "IT-WAIT-ASRA"),
        ("fondaparinux", 49, None, "IT-WAIT-ASRA"),
        ("ticagrelor", 95, 168, "IT-WAIT-ABN"),
        ("prasugrel", 95, 240, "IT-WAIT-ASRA"),
        ("argatroban", 95, None, ""),
    ],
)
def test_the_longest_time_of_the_sources_counts_and_says_whose_it_is(
    medicine: str, egfr: float, hours: float | None, source: str
) -> None:
    wait = waits(medicine, egfr=egfr)[medicine]
    assert wait.hours == hours
    assert (source in wait.why) if source else not wait.why


def test_unknown_kidneys_count_as_poor_ones() -> None:
    told = {k: v for k, v in WHO.items() if k != "egfr"} | {"screening": {}}
    record = read_table(told | {"medicines": ["apixaban"]}, K, today=TODAY)
    fit = assess(record.patient, K, record.asks(today=TODAY))
    (wait,) = needle_waits(fit.person, fit.medicines, fit.kidney, fit.request, K)
    assert wait.hours is None


def test_an_implant_waits_longer_and_counts_aspirin() -> None:
    assert waits("dabigatran", pump=IMPLANT)["dabigatran"].hours == 96
    assert waits("aspirin", pump=IMPLANT)["aspirin"].hours == 168
    assert waits("naproxen", pump=IMPLANT)["naproxen"].hours == 96
    assert waits("ketoprofen", pump=IMPLANT)["ketoprofen"].hours == 240
    assert waits("aspirin") == {}
    assert set(waits("aspirin", "clopidogrel")) == {"aspirin", "clopidogrel"}


@pytest.mark.parametrize(
    ("told", "over"),
    [
        ({}, False),
        ({"hours_since_antithrombotic": 119, "inr": 1.2}, False),
        ({"hours_since_antithrombotic": 120}, False),
        ({"hours_since_antithrombotic": 120, "inr": 1.5}, False),
        ({"inr": 1.2}, False),
        ({"hours_since_antithrombotic": 120, "inr": 1.4}, True),
    ],
)
def test_the_last_dose_and_the_inr_settle_it(told: dict[str, float], over: bool) -> None:
    assert waits("warfarin", **told)["warfarin"].is_over is over
    made = plan(medicines=["warfarin"], **told)
    assert (made.next is not None) is over
    assert made.verdict is (Verdict.CAUTION if over else Verdict.AVOID)
    assert not any(word in worded(made.headline).lower() for word in ("stop it", "stop warfarin"))


def test_a_high_inr_alone_holds_the_needle_back() -> None:
    assert plan(inr=1.5).next is None
    assert plan(inr=1.4).next is not None


def test_what_is_checked_before_names_medicine_time_and_who_decides() -> None:
    told = {worded(on): worded(what) for on, what in plan(medicines=["apixaban"]).before}
    line = told["Last dose of apixaban"]
    assert "72 hours" in line
    assert "Who prescribed it decides" in line


def test_a_headline_that_refuses_names_the_bolus_that_worked() -> None:
    given = [{"dose": "50 mcg", "hours_ago": 30, "responded": True, "effect_hours": 6}]
    made = plan(medicines=["apixaban"], screening={"given": given})
    assert made.verdict is Verdict.AVOID
    assert "50 mcg worked" in worded(made.headline)
    early = plan(screening={"dose": "75 mcg", "given": given})
    assert "50 mcg worked" in worded(early.headline)


@pytest.mark.parametrize(
    ("given", "disordered"),
    [
        ([("75 mcg", 60), ("50 mcg", 30)], True),
        ([("50 mcg", 30), ("75 mcg", 60)], True),
        ([("50 mcg", 60), ("75 mcg", 30)], False),
        ([("50 mcg", 60), ("50 mcg", 30)], False),
    ],
)
def test_boluses_out_of_order_are_asked_about(
    given: list[tuple[str, float]], disordered: bool
) -> None:
    boluses = [{"dose": d, "hours_ago": h, "responded": False} for d, h in given]
    made = plan(screening={"given": boluses})
    assert made.fit.fired("ITS-ORDER") is disordered
    assert (made.verdict is Verdict.NEEDS_INFO) is disordered
    assert (made.next is None) is disordered


def test_out_of_order_the_fewest_hours_are_waited_from() -> None:
    boluses = [
        {"dose": "50 mcg", "hours_ago": 10, "responded": False},
        {"dose": "75 mcg", "hours_ago": 60, "responded": False},
    ]
    made = plan(screening={"given": boluses})
    assert "And no bolus" in worded(made.headline)
    assert made.next is None


@pytest.mark.parametrize(
    ("infection_active", "is_held"), [(None, True), (True, True), (False, False)]
)
def test_a_meningitis_holds_the_needle_back_until_it_is_said_to_be_past(
    infection_active: bool | None, is_held: bool
) -> None:
    made = plan(
        screening={"dose": "50 mcg"}, conditions=["meningitis"], infection_active=infection_active
    )
    assert (made.next is None) is is_held
    assert (made.fit.verdict >= Verdict.AVOID) is is_held
