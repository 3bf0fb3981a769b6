"""Whether a start is recommended: decided once, and the same at every door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baclofen.answering import Answer, AssessInputs, PlanInputs, answer, answer_json
from baclofen.assessment import Request
from baclofen.errors import InputRefused
from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import WorthStarting
from baclofen.planning import Plan, agenda_of, optimise
from baclofen.planning.reckon.recommend import recommend
from baclofen.planning.say.recommended import against_more
from baclofen.reporting import compose, files_of, render_page, render_text
from baclofen.units import mg
from tests.believing import believing
from tests.people import TODAY, answered, judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()
#: As if all of the model were believed.
ALL = believing(K)
#: Pains that no label names, and the rule that says so.
SILENT = {
    "fibromyalgia": "IND-OL-FIBROMYALGIA",
    "chronic_low_back_pain": "IND-OL-CLBP",
    "neuropathic_pain": "IND-OL-NEUROPATHIC",
    "cancer_pain": "IND-OL-CANCER",
    "other": "IND-OTHER",
}
SHEETS = ("plan.ics", "schedule.html")


def files(made: Answer) -> set[str]:
    """The files that there are of an answer."""
    text = files_of(made, compose(made, K), K)
    return {name for name, content in text.items() if content is not None}


def figures(made: Answer) -> dict[str, Any]:
    return {f.name: f.value for f in made.figures}


@pytest.mark.parametrize("syndrome", SILENT)
@pytest.mark.parametrize("place", ["US", "UK", "FR"])
def test_where_no_label_names_it_and_little_is_gained_every_door_says_so(
    syndrome: str, place: str
) -> None:
    who, rule = person(syndrome=syndrome), SILENT[syndrome]
    doors = [answered(who, jurisdiction=place, door=d) for d in (AssessInputs, PlanInputs)]
    for made in doors:
        advised = made.judgement.recommendation
        assert advised is not None
        assert advised.against == rule
        assert worded(made.headline).startswith("Not recommended for")
        assert rule in made.headline.why
        assert figures(made)["start_recommended"] is False
        kept = json.loads(answer_json(made, K))["judgement"]
        assert kept["recommendation"]["rule"] == rule
        assert not kept["recommendation"]["recommended"]
        assert any("Not recommended" in d["says"]["text"] for d in kept["details"])
        assert "Not recommended for" in render_page(compose(made, K), made, K)
        # What the rules give stands.
        assert made.verdict is max(f.verdict for f in made.fit.findings) is Verdict.CAUTION
    assert doors[0].judgement == doors[1].judgement


def test_the_figures_of_the_model_stand_in_the_sentence_only_where_they_are_believed() -> None:
    who = person(syndrome="fibromyalgia")
    inputs = PlanInputs(patient=who, request=Request(today=TODAY, kind="start"), weighs=False)
    made = answer(inputs, ALL)
    words = worded(made.headline)
    most = K.number("gain.fibromyalgia.pain")
    assert f"no trial, expected at most {most:.1f} of 10 points" in words
    assert "If you still start: 5 mg once daily" in words
    assert figures(made)["expected_fall_of_pain"] == K.number("gain.fibromyalgia.pain")
    assert figures(made)["expected_net_gain"] == K.number("gain.fibromyalgia.net")
    made = answer(inputs, K)
    assert "no trial, what it would bring is not known" in worded(made.headline)
    assert not {"expected_fall_of_pain", "expected_net_gain"} & figures(made).keys()
    # What it gives may be believed where what it costs is not: then no start rests on it.
    halfway = believing(ALL, "refused", "best_trade")
    advised = answer(inputs, halfway).judgement.recommendation
    assert advised is not None
    assert advised.expected is not None
    assert advised.expected.net is None
    assert advised.against is not None
    assert "what it would bring is not known" in worded(answered(person(syndrome="other")).headline)


@pytest.mark.parametrize("syndrome", SILENT)
def test_no_sheet_and_no_calendar_before_it_is_chosen_and_then_slowly(syndrome: str) -> None:
    who, rule = person(syndrome=syndrome), SILENT[syndrome]
    made = answered(who)
    assert not files(made) & set(SHEETS)
    assert f"override {rule} by name" in " ".join(render_text(compose(made, K)).split())
    chosen = answered(who, overrides=(rule,), reason="all else has failed")
    assert set(SHEETS) <= files(chosen)
    assert worded(chosen.headline).startswith("Against advice, with your reason: start")
    assert "all else has failed" in " ".join(render_text(compose(chosen, K)).split())
    for one in (made, chosen):
        assert isinstance(one.decision, Plan)
        assert one.decision.up is not None
        assert [s.daily.in_mg for s in one.decision.up.steps] == [5, 10, 15, 20, 25, 30]
        assert {s.step.days for s in one.decision.up.steps} == {7}
    assert chosen.verdict is made.verdict


def test_what_is_gained_by_a_pain_that_no_label_names_may_be_enough_once_it_is_believed() -> None:
    who = person(syndrome="trigeminal_neuralgia")
    inputs = PlanInputs(patient=who, request=Request(today=TODAY, kind="start"), weighs=False)
    made = answer(inputs, ALL)
    advised = made.judgement.recommendation
    assert advised is not None
    assert advised.against is None
    assert not advised.holds_back
    assert worded(made.headline).startswith("Start baclofen")
    assert set(SHEETS) <= files(made)
    # Until then trials alone speak, and they leave it very uncertain.
    today = answer(inputs, K)
    assert today.judgement.recommendation is not None
    assert today.judgement.recommendation.against == "IND-OL-NEUROPATHIC"
    assert "trials that leave it very uncertain" in worded(today.headline)
    assert today.verdict is made.verdict


@pytest.mark.parametrize("syndrome", ["ms_spasticity", "sci_spasticity"])
@pytest.mark.parametrize("place", sorted(K.jurisdictions))
def test_what_a_label_names_is_started_as_before(syndrome: str, place: str) -> None:
    made = answered(person(syndrome=syndrome), jurisdiction=place)
    assert figures(made)["start_recommended"] is True
    assert worded(made.headline).startswith("Start baclofen")
    assert set(SHEETS) <= files(made)


@pytest.mark.parametrize("egfr", [100.0, 62.0, 45.0, 34.0])
@pytest.mark.parametrize("syndrome", [s for s in SILENT if s != "other"])
def test_the_search_for_one_person_never_finds_what_the_decision_denies(
    syndrome: str, egfr: float
) -> None:
    found = optimise(plan(person(weight_kg=70.0, syndrome=syndrome, egfr=egfr)), ALL, seed=1)
    assert found is not None
    assert found.best is None
    assert found.is_worth is False
    most = max(-w.effects["nrs_change"].mean for w in found.weighed)
    expected = recommend(judge(person(syndrome=syndrome, egfr=egfr)), ALL)
    assert expected is not None
    assert expected.expected is not None
    assert most <= expected.expected.fall * 1.1


def test_a_guessed_indication_is_the_first_question_and_no_start() -> None:
    bare = person(syndrome=None, conditions=["multiple_sclerosis"])
    made = answered(bare)
    assert made.verdict is Verdict.CAUTION
    assert worded(made.headline).startswith("Ask first what baclofen is for: spasticity with pain")
    assert "guess from the diagnoses. Nothing is started before" in worded(made.headline)
    assert "5 mg" not in worded(made.headline)
    assert made.fit.questions[0].question.id == "syndrome"
    assert "Needed first" in render_text(compose(made, K))
    assert not files(made) & set(SHEETS)
    assert figures(made)["start_recommended"] is False
    assert "Ask first what" in worded(answered(bare, door=AssessInputs).headline)
    spastic = person(syndrome=None, conditions=["multiple_sclerosis", "spasticity"])
    assert worded(answered(spastic).headline).startswith("Start baclofen")


def test_a_missing_indication_is_the_first_question_and_no_start() -> None:
    for conditions in ([], ["fibromyalgia", "cancer_pain"]):
        made = answered(person(syndrome=None, conditions=conditions))
        assert worded(made.headline).startswith("Ask first what baclofen is for: no indication")
        assert "5 mg" not in worded(made.headline)
        assert made.fit.questions[0].question.id == "syndrome"
        assert not files(made) & set(SHEETS)
    needed = answered(person(syndrome=None, egfr=None))
    assert needed.verdict is Verdict.NEEDS_INFO
    assert worded(needed.headline).startswith("Do not start baclofen yet: What is baclofen for")


def test_a_guess_that_no_label_names_is_asked_and_not_recommended() -> None:
    made = answered(person(syndrome=None, conditions=["fibromyalgia"]))
    words = worded(made.headline)
    assert words.startswith("Ask first what baclofen is for: fibromyalgia is a guess")
    assert "Not recommended for fibromyalgia" in words
    rule = SILENT["fibromyalgia"]
    asked = answered(
        person(syndrome=None, conditions=["fibromyalgia"]), overrides=(rule,), reason="tried all"
    )
    assert not files(asked) & set(SHEETS)


@pytest.mark.parametrize("kind", ["continue", "change", "taper", "stop", "start"])
@pytest.mark.parametrize("syndrome", ["fibromyalgia", None])
def test_nobody_on_baclofen_is_told_to_stop_by_this(kind: str, syndrome: str | None) -> None:
    who = on_baclofen(syndrome=syndrome)
    made = answered(who, kind)
    assert made.judgement.recommendation is None
    assert "start_recommended" not in figures(made)
    text = render_text(compose(made, K))
    assert "Not recommended" not in text
    assert "Ask first what" not in text
    spastic = answered(on_baclofen(), kind)
    assert isinstance(made.decision, Plan)
    assert isinstance(spastic.decision, Plan)
    assert made.decision.down == spastic.decision.down
    if syndrome is not None:
        assert K.facts["evidence.fibromyalgia.oral"].says[:40] in text.replace("\n", " ")


def test_only_a_start_may_be_chosen_by_that_name() -> None:
    rule = SILENT["fibromyalgia"]
    with pytest.raises(InputRefused, match="must fire"):
        judge(on_baclofen(syndrome="fibromyalgia"), "continue", overrides=(rule,), reason="so")
    with pytest.raises(InputRefused, match="without a reason"):
        judge(person(syndrome="fibromyalgia"), overrides=(rule,))


def test_where_a_rule_says_avoid_both_are_named_at_once() -> None:
    who = person(age_y=70.0, egfr=45.0, syndrome="fibromyalgia")
    made = plan(who)
    assert made.up is None
    assert "REN-BEERS, IND-OL-FIBROMYALGIA" in worded(made.headline)
    half = plan(who, overrides=("REN-BEERS",), reason="so")
    assert half.up is not None
    assert worded(half.headline).startswith("Not recommended")
    assert agenda_of(half, K) is None
    both = plan(who, overrides=("REN-BEERS", "IND-OL-FIBROMYALGIA"), reason="so")
    assert agenda_of(both, K) is not None


@pytest.mark.parametrize("kind", ["continue", "change"])
def test_more_of_what_is_not_recommended_has_the_words_of_a_start(kind: str) -> None:
    """Nobody who takes it is told to stop; a step up is told as a start would be."""
    made = plan(on_baclofen(mg(60), syndrome="fibromyalgia"), kind)
    said = worded(made.headline)
    assert "More is not recommended for fibromyalgia" in said
    assert "IND-WORTH" in made.headline.why
    labelled = worded(plan(on_baclofen(mg(60)), kind).headline)
    assert "not recommended" not in labelled


def test_what_it_is_for_is_no_question_before_a_dose_that_runs() -> None:
    fit = judge(on_baclofen(syndrome="fibromyalgia"), "change")
    note = against_more(fit, known())
    assert note is not None
    assert known().of(WorthStarting).asks_first not in note.why


def test_a_way_down_that_is_asked_for_needs_no_word_on_more() -> None:
    made = plan(on_baclofen(mg(60), syndrome="fibromyalgia"), "taper")
    assert "More is" not in worded(made.headline)
    assert not any(note.phrase == "change.either" for note in made.options)
