"""Three values, not two: what is unknown is neither yes nor no."""

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import Members, unknowns
from baclofen.knowledge.condition import read_condition

AGE = {"field": "age", "is": ">=", "value": 65}
STROKE = {"field": "conditions", "has": "stroke"}


def judge(raw: object, **case: object) -> bool | None:
    return read_condition(raw, rule="test").judge(case)


def test_all_is_false_as_soon_as_one_part_is() -> None:
    assert judge([AGE, STROKE], age=50) is False
    assert judge([AGE, STROKE], age=70) is None
    assert judge([AGE, STROKE], age=70, conditions=Members(frozenset({"stroke"}))) is True


def test_any_is_true_as_soon_as_one_part_is() -> None:
    assert judge({"any": [AGE, STROKE]}, age=70) is True
    assert judge({"any": [AGE, STROKE]}, age=50) is None
    assert judge({"any": [AGE, STROKE]}, age=50, conditions=Members(complete=True)) is False


def test_not_of_unknown_is_unknown() -> None:
    assert judge({"not": AGE}) is None
    assert judge({"not": AGE}, age=70) is False


def test_unknowns_name_what_to_ask() -> None:
    condition = read_condition([AGE, STROKE], rule="test")
    assert unknowns(condition, {}) == ("age", "conditions.stroke")
    assert unknowns(condition, {"age": 70}) == ("conditions.stroke",)


@pytest.mark.parametrize(
    "raw",
    [{}, {"field": "age"}, {"field": "age", "is": "=>", "value": 1}, "age", {"any": [], "x": 1}],
)
def test_a_condition_that_cannot_be_read_stops_the_load(raw: object) -> None:
    with pytest.raises(KnowledgeError) as fault:
        read_condition(raw, rule="R-1")
    assert "R-1: cannot read the condition" in str(fault.value)
