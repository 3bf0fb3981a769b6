"""A sample of the soak, and that it can fail."""

from __future__ import annotations

from itertools import count

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.knowledge import Knowledge, Verdict
from baclofen.patient import Patient
from baclofen.planning import Plan, plan_oral
from baclofen.units import mg
from baclofen.value import replace
from tests.laws import everyone, soak, soak_dangers
from tests.laws.crowd import K, person_and_request
from tests.people import judge, person
from tests.size import people

MANY = people(500)


@pytest.mark.parametrize("shard", range(6))
def test_a_sample_holds(shard: int) -> None:
    assert soak.try_many(range(MANY * shard, MANY * (shard + 1))) == []


@pytest.mark.parametrize("shard", range(4))
def test_a_sample_of_everybody_holds(shard: int) -> None:
    seeds = range(500 * shard, 500 * (shard + 1))
    assert everyone.try_many(seeds) == []
    # It must meet every verdict that a living person can get, or the laws say little.
    met = {assess(*_of(seed)).verdict for seed in seeds}
    assert met >= {
        Verdict.EMERGENCY, Verdict.CONTRAINDICATED, Verdict.AVOID, Verdict.CAUTION,
        Verdict.NEEDS_INFO,
    }  # fmt: skip


def _of(seed: int) -> tuple[Patient, Knowledge, Request]:
    who, request = person_and_request(seed)
    return who, K, request


def test_a_risk_that_improves_and_an_order_that_decides_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = count()

    def by_turns(who: Patient, known: Knowledge, request: Request) -> Assessment:
        return replace(assess(who, known, request), verdict=list(Verdict)[next(calls) % 4])

    monkeypatch.setattr(everyone, "assess", by_turns)
    found = {words for _, words in everyone.try_many(range(40))}
    assert any(words.startswith("worse is judged") for words in found)
    assert "another order of the inputs is judged otherwise" in found


def test_the_sample_plans_something() -> None:
    up = 0
    for seed in range(1, 400, 2):
        who, request = person_and_request(seed)
        up += plan_oral(assess(who, K, request), K).up is not None
    assert up > 100


def test_a_dose_above_the_ceiling_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def above(fit: object, known: object) -> Plan:
        made = plan_oral(judge(person()), K)
        return replace(made, ceiling=mg(50))

    monkeypatch.setattr(soak, "plan_oral", above)
    assert any("above the ceiling" in words for words in soak.wrong_with(1))


def test_a_crash_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(fit: object, known: object) -> Plan:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(soak, "plan_oral", broken)
    assert soak.try_many([1]) == [(1, "ZeroDivisionError: on purpose")]


def test_a_sample_of_dangers_holds() -> None:
    assert soak_dangers.try_many(range(400)) == []


def test_a_danger_that_is_passed_over_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak_dangers, "is_free", lambda danger, base: True)
    found = soak_dangers.try_many(range(100))
    assert any("is passed over" in words for _, words in found)
