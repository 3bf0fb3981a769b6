"""Pumps and overdose: what the rules say together of one request, as far as it is known."""

from typing import Any

import pytest

from baclofen.knowledge import Members, Rule
from tests.people import known

K = known()


def said(case: dict[str, Any], jurisdiction: str = "US") -> dict[str, str]:
    """What each rule that applies gives."""
    family = set(K.family(jurisdiction))
    return {
        rule.id: _gives(rule, case)
        for rule in K.rules.values()
        if rule.when is not None
        and rule.when.judge(case) is True
        and (not rule.only_in or rule.only_in & family)
    }


def _gives(rule: Rule, case: dict[str, Any]) -> str:
    if rule.role == "limit":
        past = rule.beyond is not None and rule.beyond.judge(case) is True
        return rule.beyond_gives if past else rule.kept_gives
    return rule.severity if rule.role in ("finding", "emergency") else "cited"


IT = {"route": "intrathecal"}
START = IT | {"stage": "start", "effect_hours": 10.0}
STEADY = IT | {"stage": "maintenance", "age": 45.0}
STEP = IT | {"stage": "titration", "age": 40.0, "age_known": True, "hours_since_change": 25.0}
CHILD = STEP | {"age": 9.0}

REQUESTS: list[tuple[dict[str, Any], dict[str, str]]] = [
    # what notices, reviews and cohorts say, each where it holds
    (IT | {"stage": "refill"}, {"P-ALARM-COMPUTED": "cited", "P-NO-ALARM-RELY": "cited"}),
    (CHILD | {"origin": "cerebral"}, {"IT-SCOLIOSIS": "cited"}),
    (IT | {"stage": "screening", "sex": "male"}, {"AE-IT-SEXUAL": "cited"}),
    ({"route": "oral", "age": 70.0}, {"AE-RELAXANTS-65": "cited"}),
    ({"product": "suspension_5", "tube": "ng", "tube_fr": 8.0}, {"PR-SUSP-TUBE": "ok"}),
    ({"product": "suspension_5", "tube": "peg", "tube_fr": 14.0}, {"PR-SUSP-TUBE": "caution"}),
    # milligrams where micrograms were meant: 150 times the highest dose of the trials
    (IT | {"pump_dose": 300_000.0, "may_increase": True},
     {"ITM-RANGE-SPINAL": "avoid", "ITM-GT1000": "caution"}),
    (START | {"pump_start_ratio": 1.0}, {"ITM-START": "ok", "ITM-CONVERT": "cited"}),
    (START | {"pump_start_ratio": 2.0}, {"ITM-START": "avoid"}),
    (STEP | {"origin": "spinal", "pump_change": 30.0}, {"ITM-TITRATE-SPINAL": "ok"}),
    (STEP | {"origin": "cerebral", "pump_change": 20.0}, {"ITM-TITRATE-CEREBRAL": "avoid"}),
    (STEP | {"pump_change": 50.0}, {"ITM-TITRATE-ANY": "avoid"}),
    (CHILD | {"origin": "spinal", "pump_change": 20.0}, {"ITM-TITRATE-PED": "avoid"}),
    (IT | {"stage": "refill", "origin": "spinal", "age": 60.0, "pump_change": 40.0},
     {"ITM-REFILL-SPINAL": "ok", "ITM-ESCALATION": "ok"}),
    (STEADY | {"origin": "spinal", "pump_dose": 1100.0, "pump_change": 161.9},
     {"ITM-REFILL-SPINAL": "avoid", "ITM-ESCALATION": "caution", "ITM-GT1000": "caution"}),
    ({"baclofen": Members(frozenset({"oral", "intrathecal"}))}, {"ITM-ORAL-WEAN": "caution"}),
    ({"refill_interval": 85.0, "empty_before_refill": True}, {"P-INTERVAL-PROJECT": "caution"}),
    ({"refill_interval": 10.0}, {"P-INTERVAL-PROJECT": "caution", "P-BRIDGE-NEED": "cited"}),
    ({"refill_interval": 200.0}, {"P-STABILITY": "caution", "P-REFILL-INT": "caution"}),
    ({"pump_flow": 0.025}, {"P-SPEC": "avoid"}),
    ({"bridge_due": True}, {"P-BRIDGE-NEED": "cited", "P-BRIDGE-CALC": "cited"}),
    ({"volume_difference": 2.9}, {"P-DISCREP": "caution"}),
    (IT | {"stage": "screening", "concentration": 500.0}, {"P-CONC": "avoid"}),
    ({"ingested": 300.0}, {"OD-ANY": "emergency", "OD-200": "emergency", "OD-SIGNS": "cited"}),
    ({"ingested": 60.0}, {"OD-ANY": "emergency", "OD-OBSERVE": "cited"}),
    ({"baclofen": Members(frozenset({"intrathecal"})), "signs": Members(frozenset({"coma"}))},
     {"TOX-PUMP": "emergency", "OD-IT": "cited"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "wanted"), REQUESTS)
def test_what_the_rules_say_of_a_request(case: dict[str, Any], wanted: dict[str, str]) -> None:
    found = said(case)
    assert {id: found.get(id) for id in wanted} == wanted


def test_between_8_and_12_hours_of_effect_germany_doubles_and_the_us_do_not() -> None:
    twice = START | {"pump_start_ratio": 2.0}
    assert said(twice, "DE")["ITM-START-12H"] == "ok"
    assert "ITM-START" not in said(twice, "DE")
    assert said(twice, "UK")["ITM-START"] == "avoid"


def test_a_big_rise_is_seen_where_no_label_limits_it() -> None:
    rise = STEADY | {"origin": "spinal", "pump_change": 60.0}
    assert "ITM-REFILL-SPINAL" not in said(rise, "UK")
    assert said(rise, "UK")["ITM-ESCALATION"] == "caution"


def test_an_oral_request_meets_no_rule_of_a_pump() -> None:
    oral = {
        "route": "oral", "stage": "start", "age": 45.0, "age_known": True, "may_increase": True,
        "requested_daily_dose": 60.0, "baclofen": Members(complete=True),
        "signs": Members(complete=True), "conditions": Members(complete=True),
    }  # fmt: skip
    found = said(oral)
    assert not [id for id in found if id.startswith(("ITM-", "P-", "IT-", "OD-", "TOX-"))]


def test_figures_from_memory_send_the_reader_to_the_device_manual() -> None:
    for id in ("P-VOLUMES", "P-SPEC", "IT-DIATHERMY"):
        rule = K.rules[id]
        assert rule.how == "memory" or "from memory" in rule.partly
        assert "device's manual must confirm" in f"{rule.says} {rule.partly} {rule.note}", id
