"""What is expected by indication, as the model has it."""

from __future__ import annotations

from tests.knowledge import gains
from tests.people import known


def test_the_facts_are_those_of_the_model() -> None:
    """Meant to change? Run `python -m tests.knowledge.gains` and review the diff."""
    assert gains.written(known()) == gains.FILE.read_text(encoding="utf-8")


def test_every_indication_that_no_label_names_has_one_unless_it_is_not_modelled() -> None:
    k = known()
    names = {id.split(".")[1] for id in k.facts if id.startswith("gain.")}
    modelled = set(k.syndromes) - {"other", "neuropathic_pain"}
    assert names == modelled | {"neuropathic_peripheral", "neuropathic_central"}
