"""Every parameter has the unit of the fact behind it, and every output that of its signal."""

import pytest

from baclofen.engine import parse_unit
from baclofen.model import KINETICS, SYNDROMES, Body, Model, Variant, model_of
from tests.kinetics import HEALTHY
from tests.people import known

#: Units of facts as the engine writes them; the last is spelled out for people.
WRITTEN = {"fraction": "1", "points": "1", "L/h per mL/min": "L*min/h/mL"}

CHILD = Body(age_y=8, weight_kg=25, crcl=70)


def models() -> list[Model]:
    """Every kind of kinetics, children's, and every syndrome."""
    return [
        *(model_of(HEALTHY, known(), kinetics=kinetics) for kinetics in KINETICS),
        model_of(CHILD, known()),
        *(model_of(HEALTHY, known(), syndrome) for syndrome in SYNDROMES),
    ]


def variants() -> list[Variant]:
    return [variant for model in models() for variant in model.variants]


def test_the_unit_of_every_parameter_is_that_of_its_fact() -> None:
    checked = set()
    for variant in variants():
        for p in variant.prior.parameters:
            fact = known().facts[p.why[0]]
            unit = parse_unit(WRITTEN.get(fact.unit, fact.unit))
            assert unit == variant.graph.unit(p.name), (p.name, fact.id, fact.unit)
            checked.add(fact.id)
    assert len(checked) > 100


def test_only_one_unit_is_spelled_out_in_words() -> None:
    spelled = {f.unit for v in variants() for p in v.prior.parameters
               for f in [known().facts[p.why[0]]] if " per " in f.unit}  # fmt: skip
    assert spelled == {"L/h per mL/min"}


def test_grams_a_mole_are_micrograms_a_micromole() -> None:
    assert known().facts["receptor.MW"].unit == "g/mol"
    assert parse_unit("g/mol") == parse_unit("mcg/umol")


def test_a_parameter_has_one_fact_and_every_fact_is_used_under_one_scale() -> None:
    """A name that stands for two facts in one graph would take one of them silently."""
    for variant in variants():
        names = [p.name for p in variant.prior.parameters]
        assert len(names) == len(set(names))
        covariates = set(HEALTHY.covariates(known()))
        assert set(variant.graph.parameters) - covariates == set(names)


def test_every_output_can_be_shown_in_its_unit() -> None:
    for model in models():
        for output in model.outputs.values():
            for variant in model.variants:
                signal = variant.graph.unit(output.signal)
                assert signal.powers == parse_unit(output.unit).powers, output.name


def test_every_output_rests_on_facts_there_are_and_on_some_if_it_is_never_observed() -> None:
    for model in models():
        for output in model.outputs.values():
            assert set(output.rests_on) <= set(known().facts), output.name
            assert output.kind == "measured in people" or output.rests_on, output.name


@pytest.mark.parametrize("age_y", [8.0, 40.0])
def test_a_model_prints_without_all_that_is_known(age_y: float) -> None:
    made = model_of(Body(age_y=age_y, weight_kg=60, crcl=90), known(), "ms_spasticity")
    assert "Knowledge(" not in repr(made)
