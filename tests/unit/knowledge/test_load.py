"""The loader refuses what contradicts itself: each way it can, once."""

import shutil
from pathlib import Path

import pytest

import baclofen.knowledge.load as load
from baclofen.errors import KnowledgeError, UnknownName
from baclofen.knowledge import read_knowledge
from tests.people import known

DATA = Path(load.__file__).parent / "data"

FACT = """
[test.fact]
says = "a test fact"
value = 10.8
unit = "L/h"
printed = "180 ml/min"
population = "nobody"
source = "policy"
how = "seen"
"""
RULE = """
[T-1]
says = "a test rule."
topic = "age"
severity = "moderate"
origin = "test"
source = "policy"
how = "policy"
population = "nobody"
when = [{ field = "age", is = ">=", value = 65, unit = "y" }]
examples = [{ age = 65, fires = true }, { age = 64, fires = false }]
"""
LEAF = 'field = "age", is = ">=", value = 65, unit = "y"'


def with_text(tmp_path: Path, where: str, text: str) -> Path:
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    (root / where).write_text(text, encoding="utf-8")
    return root


def refusal(tmp_path: Path, where: str, text: str) -> str:
    """What loading says when this text stands among the data; it must refuse."""
    with pytest.raises(KnowledgeError) as fault:
        read_knowledge(with_text(tmp_path, where, text))
    return str(fault.value)


def test_good_entries_load(tmp_path: Path) -> None:
    root = with_text(tmp_path, "parameters/test.toml", FACT)
    (root / "rules/test.toml").write_text(RULE, encoding="utf-8")
    got = read_knowledge(root)
    assert got.number("test.fact") == 10.8
    assert got.rules["T-1"].when is not None


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ('"180 ml/min"', '"190 ml/min"', "stored 10.8"),
        ('"180 ml/min"', '"180 kg"', "printed '180 kg'"),
        ('"180 ml/min"', '"many"', "cannot read a number"),
        ('"L/h"', '"L/fortnight"', "unit 'L/fortnight' is not known"),
        ('"policy"', '"nowhere1999"', "sources.toml lacks"),
        ('"seen"', '"guessed"', "how is 'guessed'"),
        ('population = "nobody"\n', "", "population"),
        ('population = "nobody"', 'population = ""', "does not say whom"),
        ('how = "seen"', 'how = "derived"', "does not say from what"),
        ('how = "seen"', 'how = "seen"\nfrom = ["no.such"]', "which are no facts"),
        ('how = "seen"', 'how = "seen"\ncolour = "red"', "colour"),
        ("[test.fact]", "[REN-BEERS]", "id of two different things"),
        ("[test.fact]", "[oral.F]", "defined twice"),
    ],
)
def test_a_fact_that_contradicts_itself_is_refused(
    tmp_path: Path, was: str, now: str, message: str
) -> None:
    assert was in FACT
    assert message in refusal(tmp_path, "parameters/test.toml", FACT.replace(was, now))


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("{ age = 65, fires = true }", "{ age = 64, fires = true }", "gives False"),
        (", { age = 64, fires = false }", "", "one with false"),
        ('"moderate"', '"awful"', "severity 'awful'"),
        ('field = "age"', 'field = "shoe_size"', "frame.toml lacks"),
        ('is = ">=", value = 65', 'is = ">=", value = "old"', "compared with 'old'"),
        (LEAF, 'field = "conditions", has = "boredom"', "no member 'boredom'"),
        (LEAF, 'field = "age", has = "stroke"', "age is not a set"),
        (LEAF, 'field = "syndrome", is = "==", value = "boredom"', "never 'boredom'"),
        ('origin = "test"', 'origin = "test"\nonly_in = ["XX"]', "jurisdiction ['XX']"),
        ('origin = "test"', 'origin = "test"\nrole = "ornament"', "role 'ornament'"),
        ('origin = "test"', 'origin = "test"\nasks = "nonsense"', "names a question that there is"),
        ('origin = "test"', 'origin = "test"\nrole = "blocking"', "names a question"),
        ('origin = "test"', 'origin = "test"\nrole = "blocking"\nasks = "shoe"', "asks is 'shoe'"),
        ('when = [{ field = "age", is = ">=", value = 65, unit = "y" }]\n', "",
         "is a finding without a condition"),
    ],
)  # fmt: skip
def test_a_rule_that_contradicts_itself_is_refused(
    tmp_path: Path, was: str, now: str, message: str
) -> None:
    assert was in RULE
    assert message in refusal(tmp_path, "rules/test.toml", RULE.replace(was, now))


def test_codes_load_without_snomed(tmp_path: Path) -> None:
    root = with_text(tmp_path, "parameters/test.toml", FACT)
    (root / "codes/snomed.csv").unlink()
    got = read_knowledge(root)
    assert got.codes.condition([("http://hl7.org/fhir/sid/icd-10-cm", "G35.A")]) == {
        "multiple_sclerosis"
    }


def test_a_check_without_words_and_a_guideline_that_is_no_rule_are_refused(tmp_path: Path) -> None:
    called = RULE.replace("when =", 'check = "moon"\nwhen =')
    assert "calls for the check 'moon'" in refusal(tmp_path, "rules/test.toml", called)
    frame = (DATA / "frame.toml").read_text(encoding="utf-8").replace("GL-NEUPSIG-2025", "GL-0")
    assert "no rule is called 'GL-0'" in refusal(tmp_path / "frame", "frame.toml", frame)


def test_an_unknown_id_offers_its_neighbours() -> None:
    with pytest.raises(UnknownName) as refusal:
        known().about("REN-BEER")
    assert "Did you mean REN-BEERS" in str(refusal.value)


def test_a_fact_is_asked_for_in_its_own_shape() -> None:
    assert known().numbers("kidney.crcl_bands") == (30.0, 50.0, 80.0)
    with pytest.raises(KnowledgeError):
        known().number("kidney.crcl_bands")
    with pytest.raises(KnowledgeError):
        known().numbers("oral.F")
