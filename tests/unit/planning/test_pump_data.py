"""What is said of a pump and of a needle follows the data: figures, places, classes, steps."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.assessment import assess
from baclofen.errors import KnowledgeError
from baclofen.exchange import read_table
from baclofen.knowledge import Knowledge
from baclofen.knowledge.check import check_all
from baclofen.knowledge.numbers import OneFlowWait
from baclofen.planning import PumpPlan, ScreeningPlan, plan_pump, plan_screening, slips
from baclofen.planning.pump.change import change_limits
from baclofen.planning.pump.wean import wean_of
from baclofen.regimen import PumpOrder
from baclofen.units import mcg
from baclofen.value import replace
from tests.people import TODAY, known

K = known()
WHO: dict[str, Any] = {
    "age_y": 41, "egfr": 95, "syndrome": "ms_spasticity", "weight_kg": 70, "baclofen": "none",
}  # fmt: skip
ONE_FLOW: dict[str, Any] = {
    "stage": "titration", "device": "Codman 3000", "now": "300 mcg/day", "fill_mL": 30,
    "concentration": 300, "filled_on": TODAY, "interruption_hours": 0,
}  # fmt: skip
WORKED: dict[str, Any] = {"dose": "50 mcg", "responded": True, "effect_hours": 6}


def changed(id: str, *, only_in: frozenset[str] | None = None, **values: Any) -> Knowledge:
    """The knowledge that ships, with other values in one rule."""
    rule = K.rules[id]
    made = replace(rule, values={**(rule.values or {}), **values})
    if only_in is not None:
        made = replace(made, only_in=only_in)
    return replace(K, rules={**K.rules, id: made}, digest="")


def pump(other: Knowledge, place: str = "US", who: Any = None, **order: Any) -> PumpPlan:
    record = read_table({**WHO, **(who or {}), "pump": order}, other, today=TODAY)
    asks = record.asks(today=TODAY, jurisdiction=place)
    return plan_pump(assess(record.patient, other, asks), other)


def needle(other: Knowledge, **order: Any) -> ScreeningPlan:
    record = read_table({**WHO, "screening": order}, other, today=TODAY)
    fit = assess(record.patient, other, record.asks(today=TODAY, jurisdiction="US"))
    return plan_screening(fit, other, seed=1, predicts=False)


def every_word(made: PumpPlan | ScreeningPlan, other: Knowledge) -> str:
    pairs = made.branches if isinstance(made, PumpPlan) else (*made.before, *made.outcomes)
    notes = [made.headline, *made.opening, *made.cautions, *(n for pair in pairs for n in pair)]
    notes += [r.note for r in made.refusals]
    notes += made.watch if isinstance(made, PumpPlan) else made.on_the_day
    return " ".join(other.say(note) for note in notes)


def test_the_gap_between_two_boluses_is_said_once() -> None:
    other = changed("ITS-PROJECT", gap_h_min=48)
    made = needle(other)
    assert {b.gap_h for b in made.later} == {48}
    assert "No sooner than 48 hours later 75 mcg" in every_word(made, other)
    untold = needle(other, given=[{"dose": "50 mcg", "responded": False}])
    assert "no sooner than 48 hours after it" in every_word(untold, other)
    early = needle(other, given=[{"dose": "50 mcg", "responded": False, "hours_ago": 40}])
    assert "Wait 8 hours more: a bolus comes no sooner than 48 hours" in every_word(early, other)


def test_how_a_bolus_is_given_and_watched_is_the_rules() -> None:
    other = changed("ITS-1", inject_min=7, observe_h=(6, 10))
    said = every_word(needle(other), other)
    assert "over at least 7 minutes; watch for 6 to 10 hours" in said
    assert "6 to 10 hours in all" in said
    assert "4 to 8" not in said
    shipped = every_word(needle(K), K)
    assert "50 mcg/mL over at least one minute; watch for 4 to 8 hours" in shipped


@pytest.mark.parametrize(
    ("rule", "values", "says"),
    [
        ("ITM-OBS", {"observe_h": 12}, "Watch for at least 12 hours after a start"),
        ("ITM-OBS", {"assess_h": 36}, "the effect within 36 hours of each change"),
        ("WD-IT-COURSE", {"days": (2, 4)}, "altered mind within 2 to 4 days"),
        ("ITM-START", {"factor": 3}, "Start the pump at 150 mcg/day"),
    ],
)
def test_a_pump_is_watched_as_the_rules_say(rule: str, values: Any, says: str) -> None:
    other = changed(rule, **values)
    assert says in every_word(pump(other, stage="start", screening=WORKED), other)


def test_before_the_needle_the_figures_are_the_rules() -> None:
    other = changed("IND-IT-US-TBI", min_days_since_injury=200)
    said = every_word(needle(other), other)
    assert "Brain injury within 200 days" in said
    assert "within the first 200 days" in said
    assert "Brain injury within a year" in every_word(needle(K), K)
    survey = changed("ITS-PRACTICE", oral_kept=0.51, times_h=(0, 2, 5))
    assert "51 % kept them" in every_word(needle(survey), survey)
    assert "then at 2, 5 hours" in every_word(needle(survey), survey)


def test_a_label_with_a_longer_wait_is_data() -> None:
    """Germany's 48 hours for a pump of one flow; Switzerland's, were its label to say so."""
    here = K.rules["ITM-TITRATE-DE"].only_in
    assert (K.local(OneFlowWait, "DE") is None, K.local(OneFlowWait, "CH") is None) == (False, True)
    wider = changed("ITM-TITRATE-DE", only_in=here | {"CH"})
    soon = {**ONE_FLOW, "asked": "315 mcg/day", "new_concentration": 315, "hours_since_change": 30}
    told = "at most one raise in 48 hours"
    assert told in every_word(pump(K, "DE", **soon), K)
    assert told not in every_word(pump(K, "CH", **soon), K)
    assert told in every_word(pump(wider, "CH", **soon), wider)


def test_where_the_last_change_is_untold_the_wait_is_that_of_the_pump() -> None:
    order = {**ONE_FLOW, "asked": "315 mcg/day", "new_concentration": 315}
    assert "at most one raise in 48 hours" in every_word(pump(K, "DE", **order), K)
    assert "at most one raise in 24 hours" in every_word(pump(K, "US", **order), K)


@pytest.mark.parametrize(("place", "rule"), [("US", "ITM-START"), ("DE", "ITM-START-12H")])
def test_a_first_dose_rests_on_the_rule_that_made_it(place: str, rule: str) -> None:
    made = pump(K, place, stage="start", screening=WORKED, asked="150 mcg/day")
    above = next(r.note for r in made.refusals if r.note.phrase == "pump.above_first")
    assert above.why == (rule,)
    assert above.value("first") == mcg(100)


def test_slips_of_unit_are_the_rules() -> None:
    other = changed("P-SLIP", hour_for_day=12)
    found = slips(mcg(100), mcg(1200), other)
    assert [s.note.phrase for s in found] == ["slip.hour_for_day"]
    assert "about 12 times" in other.say(found[0].note)
    assert not slips(mcg(100), mcg(1200), K)


def test_what_follows_baclofen_off_is_named_by_class() -> None:
    who = {"baclofen": "60 mg/day", "medicines": ["diazepam", "gabapentin"]}
    record = read_table(
        {**WHO, **who, "pump": {**ONE_FLOW, "weans_oral": True}}, K, today=TODAY
    )  # fmt: skip
    fit = assess(record.patient, K, record.asks(today=TODAY))
    order = fit.request.order
    assert isinstance(order, PumpOrder)
    other = changed("ITM-ORAL-WEAN", classes=["gabapentinoid"], first="baclofen")
    for knowledge, named in ((K, ("diazepam",)), (other, ("gabapentin",))):
        wean = wean_of(fit, order, knowledge)
        assert wean is not None
        assert wean.others == named


def test_the_lower_limit_is_a_note_of_its_own() -> None:
    record = read_table(
        {**WHO, "syndrome": "other", "pump": {"stage": "maintenance", "now": "100 mcg/day"}}, K,
        today=TODAY,
    )  # fmt: skip
    fit = assess(record.patient, K, record.asks(today=TODAY))
    assert isinstance(fit.request.order, PumpOrder)
    limits = change_limits(fit, fit.request.order, K)
    assert limits is not None
    assert limits.assumed is not None
    assert limits.assumed.phrase == "pump.untold.origin"
    assert limits.assumed.why == limits.why


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (lambda: changed("ITM-TITRATE-PED", whose="spinal"), "changes are for"),
        (lambda: changed("ITM-TITRATE-PED", policy="ITM-NONE"), "no rule is called 'ITM-NONE'"),
        (lambda: changed("ITM-TITRATE-PED", every_h=None), "lacks every_h"),
        (lambda: changed("ITM-ORAL-WEAN", classes=["sweets"]), "no medicine is of the class"),
        (lambda: changed("ITM-START", long_h="eight"), "ITM-START: its values"),
    ],
)
def test_what_a_pump_needs_is_checked_when_knowledge_is_loaded(other: Any, says: str) -> None:
    with pytest.raises(KnowledgeError, match=says):
        check_all(other())


def test_a_label_with_a_first_rate_of_its_own_is_data() -> None:
    """Nine hours of effect: half the dose, unless the label counts as long what lasts longer."""
    order = {"stage": "start", "screening": {**WORKED, "effect_hours": 9}}
    first = K.rules["ITM-START"]
    longer = changed("ITM-START-12H", only_in=frozenset({"DE", "EU", "CH"}))
    others = replace(first, only_in=first.only_in - {"CH"})
    longer = replace(longer, rules={**longer.rules, "ITM-START": others})
    assert pump(K, "CH", **order).first == mcg(50)
    assert pump(longer, "CH", **order).first == mcg(100)
    assert pump(K, "DE", **order).first == mcg(100)
    # France and Austria share the EU's texts, and have this one of their own.
    assert pump(K, "FR", **order).first == pump(K, "AT", **order).first == mcg(50)


@pytest.mark.parametrize(
    ("device", "told"),
    [
        ("SynchroMed III", "The pump synchromed3 is not known here."),
        ("SynchroMed", "The pump synchromed is not known here."),
        ("Frobnicator 9", "The pump frobnicator9 is not known here."),
        ("Codman MedStream", "This pump was recalled"),
        ("SynchroMed II", ""),
        ("Prometra II", ""),
    ],
)
def test_a_pump_that_is_not_known_or_was_recalled_is_named(device: str, told: str) -> None:
    """A SynchroMed III is no SynchroMed II, and nobody may take it for one (P-UNKNOWN)."""
    order = {**ONE_FLOW, "device": device, "asked": "330 mcg/day"}
    words = every_word(pump(K, "US", **order), K)
    assert ("is not known here" in words) == told.endswith("not known here.")
    assert ("was recalled" in words) == ("recalled" in told)
    assert told in words


def test_in_austria_the_tablets_text_on_epilepsy_refuses_no_pump() -> None:
    who = {"conditions": ["epilepsy"], "age_y": 41}
    held = pump(K, "AT", {**who, "epilepsy_resistant": True}, **ONE_FLOW, asked="330 mcg/day")
    assert "CI-CH-IT-EPILEPSY" in {id for r in held.refusals for id in r.note.why}
    free = pump(K, "AT", {**who, "epilepsy_resistant": False}, **ONE_FLOW, asked="330 mcg/day")
    said = {id for r in free.refusals for id in r.note.why}
    assert not {"CI-AT-EPILEPSY", "CI-CH-IT-EPILEPSY"} & said
