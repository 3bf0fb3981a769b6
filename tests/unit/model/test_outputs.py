"""What the model shows: every syndrome's outputs, and what each rests on."""

import pytest

from baclofen.model import KIND_WORDS, SYNDROMES, Body, build_model, model_of
from tests.people import judge, known, person
from tests.saying import worded

BODY = Body(age_y=45, weight_kg=70, crcl=105)
#: Never seen in a patient: the mark and the band must go with them.
DERIVED = {
    "cord_ng_mL", "brain_ng_mL", "occupancy_cord", "occupancy_brain", "glutamate_release",
    "substance_P_release", "descending_gain", "excitability_motor", "excitability_pain",
    "tolerance_cord", "tolerance_brain", "withdrawal_drive", "rebound_cord",
}  # fmt: skip


@pytest.mark.parametrize("syndrome", [None, *SYNDROMES])
def test_every_output_rests_on_facts_and_says_how_it_is_known(syndrome: str | None) -> None:
    model = model_of(BODY, known(), syndrome)
    for output in model.outputs.values():
        assert set(output.rests_on) <= set(known().facts), output.name
        assert output.mark == KIND_WORDS[output.kind]
        assert model.graph.unit(output.signal) is not None
    derived = {o.name for o in model.outputs.values() if o.kind == "model-derived"}
    assert derived == DERIVED


def test_each_syndrome_has_its_own_scores() -> None:
    def scores(syndrome: str | None) -> set[str]:
        return set(model_of(BODY, known(), syndrome).outputs) - set(model_of(BODY, known()).outputs)

    spastic = {"hm_ratio", "tone_ratio", "ashworth_1_5", "mas_0_4", "spasm_ratio", "spasms_0_4"}
    pain = {"nrs_0_10", "nrs_change"}
    assert scores("sci_spasticity") == spastic | pain
    assert scores("fibromyalgia") == pain
    assert scores("trigeminal_neuralgia") == {"paroxysm_ratio"}


def test_no_output_is_a_risk_of_withdrawal() -> None:
    outputs = model_of(BODY, known(), "sci_spasticity").outputs
    assert not [name for name in outputs if "prob" in name and "withdrawal" in name]
    assert "not a risk" in outputs["withdrawal_drive"].says


def test_old_age_and_failing_kidneys_are_said_to_be_outside() -> None:
    old = model_of(Body(age_y=82, weight_kg=60, crcl=10), known())
    words = " ".join(worded(note) for note in old.outside)
    assert "mostly younger than 65" in words
    assert "below 15 mL/min" in words
    assert model_of(BODY, known()).outside == ()


def test_a_syndrome_read_from_the_diagnoses_is_the_models() -> None:
    """A record has conditions and no syndrome: the scores must not be lost with it."""
    who = person(syndrome=None, conditions=["multiple_sclerosis"], weight_kg=70.0)
    model = build_model(judge(who), known())
    assert model is not None
    assert model.syndrome == "ms_spasticity"
    assert "ashworth_1_5" in model.outputs
