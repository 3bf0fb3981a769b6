"""What the model shows: every syndrome's outputs, and what each rests on."""

import pytest

from baclofen.model import KIND_WORDS, SYNDROMES, Body, build_model, model_of
from baclofen.regimen import by_mouth
from baclofen.simulation import simulate_typical
from baclofen.units import mg
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


def test_a_body_heavier_than_those_measured_is_said_to_be_and_by_how_much_its_peak_may_be_off() -> (
    None
):
    """Volumes grow with weight by convention: the note holds the peak as if they did not."""

    def peak(weight_kg: float) -> float:
        model = model_of(Body(age_y=50, weight_kg=weight_kg, crcl=105), known())
        course = simulate_typical(model, by_mouth(mg(20)), outputs=["plasma_ng_mL"], until_h=24)
        return float(course["plasma_ng_mL"].values.max())

    heavy = model_of(Body(age_y=50, weight_kg=150, crcl=105), known()).outside
    assert "This patient weighs 150 kg" in " ".join(worded(note) for note in heavy)
    (fold,) = (note.value("fold") for note in heavy if note.phrase == "domain.heavy")
    assert isinstance(fold, float)
    assert 1.5 < peak(70) / peak(150) < fold
    assert not model_of(Body(age_y=50, weight_kg=100, crcl=105), known()).outside
    assert not model_of(Body(age_y=17, weight_kg=120, crcl=105), known()).outside[1:]


def test_a_syndrome_read_from_the_diagnoses_is_the_models() -> None:
    """A record has conditions and no syndrome: the scores must not be lost with it."""
    who = person(syndrome=None, conditions=["multiple_sclerosis"], weight_kg=70.0)
    model = build_model(judge(who), known())
    assert model is not None
    assert model.syndrome == "ms_spasticity"
    assert "ashworth_1_5" in model.outputs
