"""What is said of the model that runs, beside what was found of an earlier one, is what it says."""

import pytest

from tests.knowledge.today import K, of_the_model

FOUND = of_the_model()


@pytest.mark.parametrize("id", FOUND)
def test_what_the_model_says_today_is_what_is_kept(id: str) -> None:
    value = K.facts[id].value
    kept = value if isinstance(value, tuple) else (value,)
    assert len(kept) == len(FOUND[id])
    for told, now in zip(kept, FOUND[id], strict=True):
        assert isinstance(told, int | float)
        decimals = len(f"{told:.10g}".partition(".")[2])
        assert abs(told - now) <= 0.51 * 10**-decimals


def test_every_figure_of_today_is_held_by_a_test() -> None:
    # How many bands hold is counted with all figures: tests/peers/test_targets.py; what is told in
    # words is no figure.
    elsewhere = {"today.group_bands", "today.thresholds"}
    assert {id for id in K.facts if id.startswith("today.")} == {*FOUND, *elsewhere}
