"""Reviewers see which rules are reached, and what a changed rule does."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.assessment import Request, assess
from baclofen.cli.main import main
from baclofen.errors import UnknownName, UnreadableFile
from baclofen.knowledge import VIGNETTE_DAY, load_knowledge, load_vignettes
from baclofen.knowledge.numbers import AdultTitration
from baclofen.planning import plan_oral
from baclofen.review import changed, cover, difference, find_rules, play
from baclofen.units import mg
from tests.people import TODAY, person

K = load_knowledge()
STRICTER = """
[DO-US-MAX]
says = "A maximum of {max_mg_per_day} mg a day."
topic = "dosing"
severity = "avoid"
role = "limit"
origin = "a proposal"
only_in = ["US"]
source = "policy"
how = "policy"
population = "adults"
values = { max_mg_per_day = 40, single_mg = 20 }
when = [{ field = "may_increase", is = "==", value = true }]
beyond = [{ field = "requested_daily_dose", is = ">", value_of = "max_mg_per_day", unit = "mg" }]
examples = [
  { may_increase = true, fires = true }, { may_increase = false, fires = false },
  { requested_daily_dose = 50, beyond = true }, { requested_daily_dose = 30, beyond = false },
]
"""


def test_a_vignette_plays_as_typed() -> None:
    got = play(
        {"age_y": 5, "egfr": 100, "request": "start"}, K, today=VIGNETTE_DAY, jurisdiction="UK"
    )
    assert (got.verdict, got.values["missing"]) == ("needs-info", ("weight_kg",))
    assert "ASK-CHILD-WEIGHT" in got.fires
    words = play({"age_y": 50, "egfr": "fine"}, K, today=VIGNETTE_DAY, jurisdiction="US")
    assert "egfr_number" in words.values["missing"]
    refused = play({"age_y": -5}, K, today=VIGNETTE_DAY, jurisdiction="US")
    assert refused.verdict == "reject-input"


def test_coverage_tells_fired_from_cited_from_not_reached() -> None:
    some = [v for v in load_vignettes() if v.id == "V003"]
    found = cover(K, some)
    assert found.fires["DO-US-MAX"] == ("V003",)
    assert "IND-US-SCI" in found.fires
    assert "INT-OPIOID" in found.unreached
    assert found.untried == ()
    assert "AE-US-TABLE" not in found.conditional


def test_a_changed_rule_and_what_it_does() -> None:
    change = changed(STRICTER, K)
    assert (change.changed, change.added, change.withdrawn) == (("DO-US-MAX",), (), ())
    assert change.reworded == ("DO-US-MAX",)
    found = {d.vignette.id: d for d in difference(K, change.known, load_vignettes())}
    assert (found["V019"].before, found["V019"].after) == ("caution", "avoid")


def test_the_steps_go_up_to_the_maximum_that_is_tried() -> None:
    """Else a plan under the lower maximum would be compared with steps that pass it."""
    for most in (80, 40, 50):
        text = STRICTER.replace("max_mg_per_day = 40", f"max_mg_per_day = {most}").replace(
            "requested_daily_dose = 50, beyond = true", "requested_daily_dose = 100, beyond = true"
        )
        tried = changed(text, K).known
        label = tried.local(AdultTitration, "US")
        assert label is not None
        assert label.ceiling_mg_per_day == most
        made = plan_oral(assess(person(), tried, Request(today=TODAY, kind="start")), tried)
        assert made.up is not None
        assert max(step.daily for step in made.up.steps) == mg(min(60, most))
        assert made.ceiling == mg(most)
        others = [(x.id, x.ceiling_mg_per_day) for x in tried.every(AdultTitration)]
        was = [(x.id, x.ceiling_mg_per_day) for x in K.every(AdultTitration)]
        assert [x for x in others if x[0] != label.id] == [x for x in was if x[0] != label.id]


def test_a_withdrawn_rule_and_a_new_one() -> None:
    new = STRICTER.replace("DO-US-MAX", "DO-NEW-MAX").replace(", single_mg = 20", "")
    change = changed(new + "\n[INT-OPIOID]\nwithdrawn = true\n", K)
    assert (change.added, change.withdrawn) == (("DO-NEW-MAX",), ("INT-OPIOID",))
    found = {d.vignette.id: d for d in difference(K, change.known, load_vignettes())}
    assert "INT-OPIOID" in found["V030"].gone
    assert found["V019"].new == ("DO-NEW-MAX",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("says = 3", "a rule is a table"),
        ("[A", "no rules in the form of this package"),
        ("[NO-SUCH]\nwithdrawn = true", "no such rule"),
        ('[X-Y]\nsays = "only this"', "Missing required"),
        (STRICTER.replace("max_mg_per_day = 40", "max_mg_per_day = 100"), "example"),
        (STRICTER.replace("{max_mg_per_day}", "40"), "holds a number in its words"),
    ],
)
def test_a_file_that_is_no_rule(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        changed(text, K)
    assert words in str(refusal.value)


def test_filters() -> None:
    ids = {r.id for r in find_rules(K, topic="renal", how="policy")}
    assert "REN-TIERS-PROJECT" in ids
    assert "REN-BEERS" not in ids
    at = {r.id for r in find_rules(K, severity="contraindicated", jurisdiction="AT")}
    assert {"CI-AT-RENAL", "CI-HYPERSENS"} <= at
    assert "CI-PEPTIC-UK" not in at
    with pytest.raises(UnknownName):
        find_rules(K, topic="kidneys")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "search", "peptic"]) == 0
    assert "2 rules" in capsys.readouterr().out
    assert main(["rules", "list", "--topic", "hepatic"]) == 0
    assert "HEP-UK hepatic, finding, moderate, everywhere" in capsys.readouterr().out
    assert main(["rules", "coverage", "--each"]) == 0
    printed = capsys.readouterr().out
    assert "DO-US-MAX: fires in V003" in printed
    assert "0 not as they must be" in printed
    assert "reached by nothing (0):" in printed
    path = tmp_path / "rule.toml"
    path.write_text(STRICTER, encoding="utf-8")
    assert main(["rules", "diff", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "changed: DO-US-MAX" in printed
    assert "DO-US-MAX said: US maximum: 80 mg a day" in printed
    assert "DO-US-MAX says: A maximum of 40 mg a day." in printed
    assert "caution -> avoid" in printed
    assert main(["rules", "diff", str(tmp_path / "none.toml")]) == 2
    assert main(["rules", "list", "--topic", "moons"]) == 2
