"""Three values, not two: what is unknown is neither yes nor no."""

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import Members, load_knowledge, unknowns
from baclofen.knowledge.condition import case_of, narrowed, read_condition

AGE = {"field": "age", "is": ">=", "value": 65}
STROKE = {"field": "conditions", "has": "stroke"}
VALUES = {"from_y": 65, "cut_percent": 20, "devices": "prometra"}


def judge(raw: object, **case: object) -> bool | None:
    return read_condition(raw, rule="test", value_of=VALUES.__getitem__).judge(case)


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
    condition = read_condition([AGE, STROKE], rule="test", value_of=VALUES.__getitem__)
    assert unknowns(condition, {}) == ("age", "conditions.stroke")
    assert unknowns(condition, {"age": 70}) == ("conditions.stroke",)


def test_what_is_settled_before_changes_no_judgement() -> None:
    known = load_knowledge()
    sets = [f.id for f in known.fields.values() if f.kind == "set"]
    settled = 0
    for rule in known.rules.values():
        if rule.when is None:
            continue
        for case in (case_of(example, sets) for example in rule.examples):
            for name in case:
                before = {name: case[name]}
                left = narrowed(rule.when, before)
                settled += left != rule.when
                without = {n: told for n, told in case.items() if n in list(case)[::2]} | before
                assert left.judge(case) is rule.when.judge(case), (rule.id, case, name)
                assert left.judge(without) is rule.when.judge(without), (rule.id, without, name)
    assert settled > len(known.rules)


@pytest.mark.parametrize(
    "raw",
    [{}, {"field": "age"}, {"field": "age", "is": "=>", "value": 1}, "age", {"any": [], "x": 1}],
)
def test_a_condition_that_cannot_be_read_stops_the_load(raw: object) -> None:
    with pytest.raises(KnowledgeError) as fault:
        read_condition(raw, rule="R-1", value_of=VALUES.__getitem__)
    assert "R-1: cannot read the condition" in str(fault.value)


def test_a_condition_takes_its_members_from_a_list_that_stands_once() -> None:
    lists = {"signs": ("confusion", "delirium"), "RULE.signs": ["coma"]}

    def asks(name: str) -> tuple[str, ...]:
        raw = {"field": "signs", "has_any_of": name}
        made = read_condition(raw, rule="test", value_of=lists.__getitem__)
        return unknowns(made, {})

    assert asks("signs") == ("signs.confusion", "signs.delirium")
    assert asks("RULE.signs") == ("signs.coma",)


@pytest.mark.parametrize(
    ("name", "message"), [("to_y", "is no list of a rule"), ("devices", "is 'prometra'")]
)
def test_a_condition_cannot_ask_for_what_is_no_list(name: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as fault:
        judge({"field": "signs", "has_any_of": name})
    assert message in str(fault.value)


def test_a_condition_names_a_value_rather_than_repeating_it() -> None:
    old = {"field": "age", "is": ">=", "value_of": "from_y"}
    assert judge(old, age=65) is True
    assert judge(old, age=64) is False
    cut = {"field": "pump_change", "is": "<", "minus_value_of": "cut_percent"}
    assert judge(cut, pump_change=-21) is True
    assert judge(cut, pump_change=-20) is False


@pytest.mark.parametrize(
    ("name", "message"), [("to_y", "none of its values and no fact"), ("devices", "is 'prometra'")]
)
def test_a_condition_cannot_compare_with_what_is_no_number(name: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as fault:
        judge({"field": "age", "is": ">=", "value_of": name}, age=65)
    assert message in str(fault.value)
