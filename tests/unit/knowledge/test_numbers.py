"""What code reads of rules and schedules: refused where it lacks or is of another type; a further
country is further entries and no code."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import baclofen.knowledge.load as load
from baclofen.assessment import Request, assess
from baclofen.errors import KnowledgeError
from baclofen.knowledge import Knowledge, read_knowledge
from baclofen.patient import Patient
from baclofen.planning import Plan, plan_oral
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import TODAY, on_baclofen, person
from tests.saying import worded

DATA = Path(load.__file__).parent / "data"


def copied(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    return root


def change(path: Path, was: str, now: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("where", "was", "now", "message"),
    [
        ("schedules/titration.toml", "max_single_mg = 20\n", "", "max_single_mg"),
        ("schedules/titration.toml", "every_days = 3", "every_days = 3.5", "every_days"),
        ("schedules/titration.toml", "add_mg_per_day = 15", 'add_mg_per_day = "15"', "add_mg"),
        ("schedules/titration.toml", '"DO-US-MAX"', '"DO-US-MOST"', "no rule is called"),
        ("schedules/titration.toml", 'gives = ["adult_titration"]', 'gives = ["title"]', "'title'"),
        ("schedules/titration.toml", 'only_in = ["CA"]', 'only_in = ["US"]', "both give"),
        ("schedules/products.toml", 'only_in = ["SG"]', 'only_in = ["CH"]', "both give tablets"),
        ("schedules/taper.toml", "slow_step_days = 7", "slow_step_day = 7", "slow_step_days"),
        (
            "rules/dosing.toml",
            "preferred_times_per_day = 4, maint",
            "times = 4, maint",
            "preferred_times",
        ),
        ("rules/dosing.toml", "{ mg = 60 }]", "{ below_y = 18, mg = 60 }]", "above the others"),
        ("rules/people.toml", 'short = "dementia"\n', "", "no short reason"),
        ("frame.toml", "SG = []", "SG = []\nXX = []", "gives adult_titration in XX"),
        ("frame.toml", 'FR = ["EU"]', 'FR = ["EUU"]', "FR shares the texts of ['EUU']"),
        (
            "rules/dosing.toml",
            "weeks = { UK",
            "weeks = { XX = [3], UK",
            "weeks for ['XX']",
        ),
        ("schedules/titration.toml", "ceiling_rule =", "ceiling_rul =", "reads ceiling_rul of"),
        ("frame.toml", '["multiple_sclerosis"]', '["sclerosis"]', "conditions ['sclerosis']"),
        ("frame.toml", 'minor = "ok"\n', "", "severities are"),
        ("frame.toml", 'minor = "ok"', 'minor = "fine"', "severities: 'fine'"),
        ("frame.toml", '["indication", "age"]', '["indications"]', "the topic ['indications']"),
        ("phrases/en.toml", 'other = "another indication"\n', "", "words of syndromes"),
        ("rules/blocking.toml", '["withdrawal"]', '["cold_turkey"]', "['cold_turkey']"),
        ("rules/renal.toml", '"als_mnd"', '"als"', "REN-MISLEAD names the conditions ['als']"),
    ],
)
def test_numbers_that_code_cannot_read_are_refused(
    tmp_path: Path, where: str, was: str, now: str, message: str
) -> None:
    root = copied(tmp_path)
    change(root / where, was, now)
    with pytest.raises(KnowledgeError) as refusal:
        read_knowledge(root)
    assert message in str(refusal.value)


SCHEDULES = """
[DO-XX-ADULT]
says = "XX: a way up."
origin = "XX label"
only_in = ["XX"]
gives = ["adult_titration"]
source = "policy"
how = "policy"
population = "adults"
start_mg_per_day = 8
add_mg_per_day = 8
every_days = 5
times_per_day = 2
target_mg_per_day = 24
ceiling_mg_per_day = 40
max_single_mg = 16

[PR-TAB-XX]
says = "XX: tablets."
origin = "XX label"
only_in = ["XX"]
gives = ["tablets"]
source = "policy"
how = "policy"
population = "XX market"
tablets_mg = [8]
halves_mg = [8]

[PR-LIQ-XX]
says = "XX: a liquid."
origin = "XX label"
only_in = ["XX"]
gives = ["liquids"]
source = "policy"
how = "policy"
population = "XX market"
liquids_mg_per_mL = [4]
"""
RULES = """
[DO-PED-XX]
says = "XX, children: by weight."
topic = "dosing"
severity = "info"
role = "limit"
origin = "XX label"
only_in = ["XX"]
gives = ["child_start", "child_maintenance", "child_most"]
source = "policy"
how = "policy"
population = "children"
values = { start_mg_per_kg_day = 0.2, preferred_times_per_day = 2, interval_days = [10], maint_mg_per_kg_day = [0.4, 1], most_mg_per_day = [{ mg = 18 }] }
when = [{ field = "age", is = "<", value = 18, unit = "y" }]
examples = [{ age = 8, fires = true }, { age = 18, fires = false }]

[T-XX]
says = "XX: after long use over more weeks."
topic = "taper"
severity = "major"
role = "limit"
origin = "XX label"
only_in = ["XX"]
gives = ["long_use_floor"]
source = "policy"
how = "policy"
population = "anyone"
values = { after_weeks = 4, floor_days = 70 }
when = [{ field = "route", is = "==", value = "oral" }]
examples = [{ route = "oral", fires = true }, { route = "intrathecal", fires = false }]
"""  # noqa: E501


@pytest.fixture(scope="module")
def further(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """What is known, with one country more."""
    root = copied(tmp_path_factory.mktemp("country"))
    change(root / "frame.toml", "SG = []", "SG = []\nXX = []")
    (root / "schedules/xx.toml").write_text(SCHEDULES, encoding="utf-8")
    (root / "rules/xx.toml").write_text(RULES, encoding="utf-8")
    return read_knowledge(root)


def planned(who: Patient, known: Knowledge, **asked: Any) -> Plan:
    request = Request(today=TODAY, jurisdiction="XX", **asked)
    return plan_oral(assess(who, known, request), known)


def test_a_further_country_starts_adults_by_its_own_label_and_tablets(further: Knowledge) -> None:
    plan = planned(person(), further, kind="start")
    assert plan.up is not None
    assert [s.daily.in_mg for s in plan.up.steps] == [8, 16, 24]
    assert [s.step.days for s in plan.up.steps] == [5, 5, 5]
    assert [len(s.step.intakes) for s in plan.up.steps] == [2, 2, 2]
    assert plan.ceiling == mg(40)
    assert {"DO-XX-ADULT", "PR-TAB-XX"} <= set(plan.up.why)


def test_it_doses_children_by_its_own_rule_from_its_own_liquid(further: Knowledge) -> None:
    child = person(age_y=8.0, weight_kg=30.0, height_cm=130.0)
    plan = planned(child, further, kind="start", order=OralOrder(product="liquid", mg_per_mL=4.0))
    assert plan.up is not None, worded(plan.headline)
    assert plan.up.steps[0].step.days == 10
    assert len(plan.up.steps[0].step.intakes) == 2
    assert plan.ceiling == mg(18)
    assert "DO-PED-XX" in plan.up.why


def test_its_floor_holds_on_the_way_down(further: Knowledge) -> None:
    plan = planned(on_baclofen(mg(24)), further, kind="taper")
    assert plan.down is not None
    assert plan.down.regimen.days >= 70
    assert "T-XX" in plan.down.why
