"""`--answer KEY=VALUE` beside any record, and `baclofen keys`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import replay
from baclofen.cli.main import main
from tests.people import known

EXAMPLE = Path(__file__).parents[3] / "examples" / "ms_spasticity.json"
TODAY = ("--today", "2026-11-22")
K = known()


def said(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main([*args]) == 0
    return capsys.readouterr().out


def made(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    file: dict[str, Any] = json.loads(said(capsys, *args, *TODAY, "--json"))
    return file


def test_an_answer_beside_a_record_is_kept_with_the_inputs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plain = made(capsys, "assess", str(EXAMPLE))
    given = ("--answer", "alcohol=true", "--answer", "epilepsy = yes")
    answered = made(capsys, "assess", str(EXAMPLE), *given)
    fired = {f["id"] for f in answered["judgement"]["findings"]}
    assert "SZ-THRESHOLD" in fired - {f["id"] for f in plain["judgement"]["findings"]}
    inputs = answered["origin"]["inputs"]
    assert inputs["answers"] == [
        {"key": "alcohol", "words": "true"}, {"key": "epilepsy", "words": "yes"},
    ]  # fmt: skip
    assert inputs["patient"]["alcohol"] is True
    places = [e["place"] for e in answered["account"]["entries"]]
    assert places[-2:] == ["answer alcohol", "answer epilepsy"]
    assert len(places) == len(plain["account"]["entries"]) + 2


def test_an_answer_is_said_in_the_report_and_replayed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(
        capsys, "plan", str(EXAMPLE), *TODAY, "--label-only", "--out", str(tmp_path),
        "--answer", "alcohol=false",
    )  # fmt: skip
    assert "Answered: alcohol = false" in text
    got = replay((tmp_path / "plan.json").read_bytes(), K)
    assert got.how == "same"


@pytest.mark.parametrize("command", ["assess", "plan", "taper", "screen", "pump"])
def test_every_command_that_reads_a_patient_takes_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    table = {"screen": "[screening]\n", "pump": '[pump]\nnow = "100 mcg/day"\n'}.get(command, "")
    kept = 'baclofen = "30 mg/day"\n' if command == "taper" else ""
    file = tmp_path / "p.toml"
    file.write_text(f'age_y = 45\nsyndrome = "sci_spasticity"\n{kept}{table}')
    answered = made(capsys, command, str(file), "--answer", "egfr=85")
    assert answered["origin"]["inputs"]["answers"] == [{"key": "egfr", "words": "85"}]
    assert answered["judgement"]["kidney"]["egfr_mL_min_173"] == 85


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("epilepsie=no", "Did you mean epilepsy?"),
        ("sex=femal", "Did you mean female?"),
        ("epilepsy", "it must be KEY=VALUE"),
        ("=yes", "it must be KEY=VALUE"),
        ("age_y=9", "the record states"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, named: str
) -> None:
    out = tmp_path / "out"
    args = ["plan", str(EXAMPLE), *TODAY, "--out", str(out), "--answer", answer]
    assert main(args) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert named in shown.err
    assert not out.exists()


def test_a_question_shows_the_key_and_the_words_that_answer_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.toml"
    file.write_text("age_y = 45\n")
    shown = " ".join(said(capsys, "plan", str(file), *TODAY, "--request", "start").split())
    for id in ("kidney_known", "dialysis", "allergies.baclofen"):
        assert f"Answer: {' '.join(K.questions[id].say.split())}" in shown
    for question in made(capsys, "assess", str(file), "--request", "start")["judgement"][
        "questions"
    ]:
        asked = K.questions[question["id"]]
        assert (question["key"], question["say"]) == (asked.key, asked.say)


# --- keys ---------------------------------------------------------------------------------


def test_keys_lists_every_key_with_its_unit_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "keys").splitlines()
    heads = [line.split(" (")[0] for line in lines if not line.startswith(" ")]
    assert heads[:-1] == list(K.keys)
    assert max(map(len, lines)) <= 100
    assert "conditions and signs, each = yes or no" in lines[-1]
    text = " ".join(" ".join(lines).split())
    assert "weight_kg (number in kg): body weight" in text
    assert "sex (one of female, male)" in text
    assert all(name in text for name in K.syndromes)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["kidney"], "kidney_transplant = yes or no"),
        (["EGFR", "day"], "egfr_on (date)"),
        (["confusion"], "confusion = yes or no (a sign)"),
        (["allergy"], "allergy_to_baclofen = yes or no"),
        (["catheter", "length"], "pump.catheter_cm (number in cm)"),
    ],
)
def test_keys_finds_conditions_and_signs_too(
    capsys: pytest.CaptureFixture[str], words: list[str], found: str
) -> None:
    assert found in said(capsys, "keys", *words)


def test_a_word_that_no_key_speaks_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "keys", "moon").strip() == (
        "No key speaks of moon. `baclofen keys` lists all."
    )
