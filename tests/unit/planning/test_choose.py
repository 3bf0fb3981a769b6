"""The choice and the checks: options side by side, tied to this patient's risks."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.planning import choose, monitor, optimise
from baclofen.reporting import compose, render_text
from tests.believing import believing
from tests.people import answered, judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()


def test_a_trial_into_the_spine_only_where_labels_know_it() -> None:
    spastic = choose(judge(person()), K, None)
    names = [worded(option.name) for option in spastic.options]
    assert names == ["Baclofen by mouth", "Intrathecal trial", "Not baclofen"]
    assert spastic.options[1].verdict is Verdict.OK
    assert "first baclofen by mouth" in worded(spastic.options[1].says)
    failed = choose(judge(person(oral_failed=True)), K, None)
    assert "first baclofen by mouth" not in worded(failed.options[1].says)
    pain = choose(judge(person(syndrome="fibromyalgia")), K, None)
    assert pain.options[1].verdict is None
    assert "not an option here" in worded(pain.options[1].says)


def test_what_guidelines_list_instead_is_information() -> None:
    options = choose(judge(person(syndrome="neuropathic_pain")), K, None).options
    assert options[2].why[0] == "GL-NEUPSIG-2025"
    for syndrome, ids in (
        ("ms_spasticity", ("GL-NICE-MS",)),
        ("chronic_low_back_pain", ("GL-NICE-BACK",)),
        ("fibromyalgia", ("GL-NICE-PRIMARY", "GL-EULAR-FM")),
    ):
        said = choose(judge(person(syndrome=syndrome)), K, None).options[2].says
        assert said.why[: len(ids)] == ids
        firsts = [K.rules[id].says.split(". ")[0].rstrip(".") for id in ids]
        assert all(first[1:] in worded(said) for first in firsts)
    left = choose(judge(person(syndrome="sci_spasticity")), K, None).options[2]
    assert "was not read" in worded(left.says)


def test_the_verdict_by_mouth_is_that_of_the_rules() -> None:
    weak = choose(judge(person(egfr=20)), K, None).options[0]
    assert weak.verdict is Verdict.CONTRAINDICATED
    assert "CI-SEVERE-RENAL-SEED" in weak.why


def test_what_is_expected_is_said_with_the_option() -> None:
    made = plan(person(weight_kg=70.0, syndrome="neuropathic_pain"))
    option = choose(made.fit, K, optimise(made, K, seed=1)).options[0]
    told = K.facts["evidence.neuropathic_pain.oral"]
    assert option.expected == K.note("choice.trials", told.id, trials=told.says)
    trusting = believing(K)
    option = choose(made.fit, trusting, optimise(made, trusting, seed=1)).options[0]
    assert option.expected is not None
    assert option.expected.value("outweighed") == K.note("choice.outweighed")
    untold = plan(person(weight_kg=70.0, syndrome="other"))
    option = choose(untold.fit, K, optimise(untold, K, seed=1)).options[0]
    assert option.expected == K.note("choice.not_told")


def test_cautions_of_a_combination() -> None:
    fit = judge(person(medicines=["morphine"]))
    assert any("INT-OPIOID" in note.why for note in choose(fit, K, None).cautions)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"medicines": ["amlodipine"]}, "Blood pressure"),
        ({"conditions": ["hepatic_impairment"]}, "AST"),
        ({"conditions": ["epilepsy"]}, "Seizures and EEG"),
        ({}, "Modified Ashworth"),
    ],
)
def test_checks_follow_the_risks(given: dict[str, Any], what: str) -> None:
    checks = monitor(judge(person(**given)), K).checks
    assert any(worded(check.what).startswith(what) for check in checks)
    for check in checks:
        assert check.when
        assert check.by
        for id in check.why:
            K.about(id)


def test_kidneys_come_sooner_when_they_are_weak() -> None:
    def when(egfr: float) -> str:
        checks = monitor(judge(person(egfr=egfr)), K).checks
        return next(worded(c.when) for c in checks if c.what.phrase == "check.kidneys.what")

    assert "22 November 2027" in when(95)
    assert "22 February 2027" in when(45)


def test_no_tone_is_scored_in_pain_without_spasticity() -> None:
    checks = monitor(judge(person(syndrome="fibromyalgia")), K).checks
    assert not any("Ashworth" in worded(check.what) for check in checks)


def test_the_report_prints_choice_checks_and_red_flags() -> None:
    text = render_text(compose(answered(person()), K))
    for words in ("The choice", "What to measure", "Red flags: do not wait", "emergency"):
        assert words in text
    assert monitor(judge(on_baclofen()), K).red_flags
