"""Sentences of rules hold no figure: they name it, and are filled once."""

import re
import tomllib
from pathlib import Path

import pytest

from baclofen.errors import KnowledgeError
from baclofen.knowledge import (
    Question,
    Rule,
    Schedule,
    load_knowledge,
    read_knowledge,
    why,
    with_rules,
)
from baclofen.knowledge.phrases import holes
from baclofen.knowledge.sentences import as_written, filled_tables
from baclofen.knowledge.tables import read_tables
from tests.unit.knowledge.test_load import DATA, RULE, refusal, with_text

MAX = """
[DO-UK-MAX]
says = "UK maximum: {max_mg_per_day} mg a day by mouth."
topic = "dosing"
severity = "avoid"
role = "limit"
origin = "UK formulary"
only_in = ["UK"]
source = "scot_abi"
how = "seen"
population = "adults"
values = { max_mg_per_day = 90 }
when = [{ field = "route", is = "==", value = "oral" }]
beyond = [{ field = "requested_daily_dose", is = ">", value_of = "max_mg_per_day", unit = "mg" }]
examples = [
  { route = "oral", fires = true }, { route = "intrathecal", fires = false },
  { requested_daily_dose = 95, beyond = true }, { requested_daily_dose = 90, beyond = false },
]
"""


def test_a_sentence_is_filled_from_the_values_beside_it() -> None:
    known = load_knowledge()
    rule = known.rules["DO-UK-MAX"]
    assert rule.written is not None
    assert rule.written["says"] == "UK maximum: {max_mg_per_day} mg a day by mouth."
    assert rule.values is not None
    assert rule.says == f"UK maximum: {rule.values['max_mg_per_day']} mg a day by mouth."


def test_no_filled_sentence_keeps_a_placeholder() -> None:
    known = load_knowledge()
    entries: list[Rule | Schedule | Question] = [
        *known.rules.values(),
        *known.schedules.values(),
        *known.questions.values(),
    ]
    for entry in entries:
        for name in as_written(entry):
            assert not any(holes(getattr(entry, name))), entry.id


def test_a_changed_value_changes_sentence_and_condition_at_once() -> None:
    known = load_knowledge()
    changed = with_rules(known, tomllib.loads(MAX))
    rule = changed.rules["DO-UK-MAX"]
    assert rule.says == "UK maximum: 90 mg a day by mouth."
    assert rule.beyond is not None
    assert rule.beyond.judge({"requested_daily_dose": 95}) is True
    before = known.rules["DO-UK-MAX"].beyond
    assert before is not None
    assert before.judge({"requested_daily_dose": 95}) is False


def test_another_sentence_that_names_a_changed_value_is_filled_anew() -> None:
    known = load_knowledge()
    template = known.template("ITM-TITRATE-ANY")
    assert template is not None
    assert "{ITM-TITRATE-CEREBRAL.raise_percent.1}" in template
    raw = read_tables(DATA)["rules"]["ITM-TITRATE-CEREBRAL"]
    values = {**raw["values"], "raise_percent": [5, 12]}
    examples = [e for e in raw["examples"] if "beyond" not in e or e["beyond"]] + [
        {"pump_change": 12, "hours_since_change": 30, "beyond": False}
    ]
    changed = with_rules(
        known, {"ITM-TITRATE-CEREBRAL": {**raw, "values": values, "examples": examples}}
    )
    assert changed.rules["ITM-TITRATE-ANY"].says.endswith("children have 12 %.")


def test_a_list_that_other_rules_ask_for_is_changed_with_them_or_not_at_all() -> None:
    known = load_knowledge()
    raw = read_tables(DATA)["rules"]["SIGN-TWO"]
    assert with_rules(known, {"SIGN-TWO": {**raw, "note": "n"}}).rules["SIGN-TWO"].note == "n"
    fewer = {**raw, "values": {**raw["values"], "signs": raw["values"]["signs"][1:]}}
    for changed in ({"SIGN-TWO": fewer}, {"SIGN-TWO": {"withdrawn": True}}):
        with pytest.raises(KnowledgeError) as fault:
            with_rules(known, changed)
        assert "asks for what SIGN-TWO.signs lists: give that rule anew too" in str(fault.value)


def test_kept_tables_hold_the_filled_sentences() -> None:
    tables = read_tables(DATA)
    known = read_knowledge(DATA)
    kept = filled_tables(tables, known)
    assert kept["rules"]["DO-UK-MAX"]["says"] == known.rules["DO-UK-MAX"].says
    assert kept["schedules"]["PR-TAB-UK"]["says"] == known.schedules["PR-TAB-UK"].says
    asked = known.questions["baclofen_known"].ask
    assert kept["questions"]["baclofen_known"]["ask"] == asked
    assert re.search(r"last \d+ days", asked)


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ("From 65 years.", "T-1 holds a number in its words"),
        ("From {from_y} years.", "T-1: nothing fills the placeholder {from_y}"),
        ("From {DO-UK-MAX.from_y} years.", "nothing fills the placeholder {DO-UK-MAX.from_y}"),
        ("From {kidney.no_age} years.", "nothing fills the placeholder {kidney.no_age}"),
        ("From {from_y years.", "cannot be read"),
    ],
)
def test_a_sentence_that_cannot_be_filled_or_holds_a_figure_is_refused(
    tmp_path: Path, says: str, message: str
) -> None:
    text = RULE.replace("a test rule.", says)
    assert message in refusal(tmp_path, "rules/test.toml", text)


def test_a_digit_that_is_no_figure_says_why(tmp_path: Path) -> None:
    text = RULE.replace('says = "a test rule."', 'says = "At T6."\ndigits = "T6 is a segment"')
    known = read_knowledge(with_text(tmp_path, "rules/test.toml", text))
    assert known.rules["T-1"].says == "At T6."


@pytest.mark.parametrize(
    "says",
    ["Up every three days.", "In two or three doses.", "Best in three.", "Every third day."],
)
def test_a_figure_of_the_rule_written_as_a_word_is_refused(tmp_path: Path, says: str) -> None:
    text = RULE.replace("a test rule.", says) + "values = { every = 3 }\n"
    assert "in its words, a number that its values hold" in refusal(
        tmp_path, "rules/test.toml", text
    )


@pytest.mark.parametrize(
    ("says", "values", "shown"),
    [
        ("Two days later, one at a time.", "{ every = 3, times = 1 }", '["every", "times"]'),
        ("Three of them, at once.", "{ every = 3, times = 1 }", '["every", "times"]'),
        ('Three days."\ndigits = "days of another text', "{ every = 3 }", '["every"]'),
    ],
)
def test_a_word_that_is_no_figure_of_the_rule_stays(
    tmp_path: Path, says: str, values: str, shown: str
) -> None:
    text = RULE.replace("a test rule.", says) + f"values = {values}\nshown_only = {shown}\n"
    assert "T-1" in read_knowledge(with_text(tmp_path, "rules/test.toml", text)).rules


@pytest.mark.parametrize(
    ("says", "more", "message"),
    [
        ("A dose.", "values = { dose_mg = 3 }", "nothing reads dose_mg of the values of T-1"),
        ("{dose_mg} mg.", 'values = { dose_mg = 3 }\nshown_only = ["dose_mg"]', "or read"),
        ("{dose_mg} mg.", 'values = { dose_mg = 3 }\nshown_only = ["dose"]', "no value of it"),
    ],
)  # fmt: skip
def test_a_value_that_nothing_reads_is_refused(
    tmp_path: Path, says: str, more: str, message: str
) -> None:
    """Also one that is misspelt: it would load in silence, and what reads it would lack it."""
    text = RULE.replace("a test rule.", says) + more + "\n"
    assert message in refusal(tmp_path, "rules/test.toml", text)


@pytest.mark.parametrize(
    ("says", "values", "filled"),
    [
        ("In {n:range} {n:?week|weeks}.", "{ n = [1, 1] }", "In 1 week."),
        ("In {n:range} {n:?week|weeks}.", "{ n = [1, 2] }", "In 1 to 2 weeks."),
        ("In {n:range count} {n:?week|weeks}.", "{ n = [2, 2] }", "In two weeks."),
        ("In {n:or count} doses.", "{ n = [3, 13] }", "In three or 13 doses."),
        ("{n:upper count} people, {n:times}.", "{ n = 2 }", "Two people, twice."),
        ("{n:times}, {n:hours}.", "{ n = 0.5 }", "half, half an hour."),
        ("{n:times}, {n:every}.", "{ n = 9 }", "nine times, every 9 days."),
    ],
)  # fmt: skip
def test_numbers_are_said_in_words_and_one_is_not_many(
    tmp_path: Path, says: str, values: str, filled: str
) -> None:
    text = RULE.replace("a test rule.", says) + f"values = {values}\n"
    known = read_knowledge(with_text(tmp_path, "rules/test.toml", text))
    assert known.rules["T-1"].says == filled


def test_a_short_reason_is_filled_and_said_as_a_note() -> None:
    known = load_knowledge()
    assert known.say(known.rule_short("AGE-ELDERLY")) == known.rules["AGE-ELDERLY"].short


def test_why_leads_from_a_sentence_to_the_facts_it_names() -> None:
    known = load_knowledge()
    assert why("INT-MULTI-CNS", known).derived_from == ("kidney.old_age", "kidney.egfr_usual")
    assert why("WD-STOPPED", known).derived_from == ("patient.recent_baclofen", "WD-ONSET")
    assert why("DO-UK-MAX", known).derived_from == ()
