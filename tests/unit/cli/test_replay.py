"""`baclofen taper` and `baclofen replay` as their users meet them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baclofen import codec
from baclofen.answering import replay
from baclofen.cli.main import SHAPES, main
from baclofen.regimen import SHAPES as KNOWN_SHAPES
from tests.people import known

TODAY = ["--today", "2026-11-22"]
USER = """
age_y = 52
sex = "female"
weight_kg = 68
creatinine_mg_per_dL = 0.8
syndrome = "ms_spasticity"
medicines = []
baclofen = "20 mg three times daily"
"""


#: Other orders of sets; the linear algebra of other processors; NumPy without its wide loops.
ELSEWHERE = (
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "2", "OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Prescott"},
    {"NPY_DISABLE_CPU_FEATURES": "AVX512F,AVX512CD,AVX512_SKX,AVX2,FMA3"},
)


@pytest.fixture
def user(tmp_path: Path) -> Path:
    file = tmp_path / "user.toml"
    file.write_text(USER)
    return file


@pytest.fixture
def plan(tmp_path: Path, user: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["plan", str(user), "--request", "taper", "--out", str(tmp_path), *TODAY]) == 0
    capsys.readouterr()
    return tmp_path / "plan.json"


def test_the_shapes_of_the_command_are_those_of_the_order() -> None:
    assert SHAPES == KNOWN_SHAPES


def test_a_taper_is_printed_compared_written_and_replayed_elsewhere(
    tmp_path: Path, user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["taper", str(user), "--shape", "slow-end", "--out", str(out), *TODAY]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Taper, never stop abruptly: from the present dose (60 mg a day")
    assert "derived by the model; never observed in a patient" in shown.lower()
    written = sorted(p.name for p in out.iterdir())
    assert written == ["plan.html", "plan.ics", "plan.json", "schedule.html", "tapers.svg"]
    made = json.loads((out / "plan.json").read_text())
    decided = made["decision"]
    assert [s["daily_mg"] for s in decided["down"]["steps"]] == [50, 40, 30, 20, 15, 10, 5]
    assert decided["ways_down"]["shapes"][0]["peak"] == [1, 1, 1]
    assert made["origin"]["inputs"]["request"]["taper"]["shape"] == "slow-end"
    # Another process orders its sets otherwise, and another processor rounds otherwise.
    for elsewhere in ELSEWHERE:
        done = subprocess.run(
            [sys.executable, "-m", "baclofen", "replay", str(out / "plan.json")],
            env={**os.environ, **elsewhere}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith("same, byte for byte")


def test_a_taper_as_json_is_its_plan_file(
    tmp_path: Path, user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["taper", str(user), "--json", "--out", str(tmp_path / "o"), *TODAY]) == 0
    assert capsys.readouterr().out == (tmp_path / "o" / "plan.json").read_text()


def test_the_file_may_say_how_it_goes_down(
    tmp_path: Path, user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user.write_text(USER + '[taper]\nreturned = true\nprevious = "70 mg/day"\n')
    assert main(["taper", str(user), *TODAY]) == 0
    shown = capsys.readouterr().out
    assert "back to 70 mg a day, hold, then down more slowly" in " ".join(shown.split())
    assert "compared by the model" not in shown
    user.write_text(USER + '[taper]\nshape = "steep"\n')
    assert main(["taper", str(user), *TODAY]) == 2
    assert "'steep'" in capsys.readouterr().err


def test_a_plan_replays_and_is_still_cited(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(plan)]) == 0
    assert capsys.readouterr().out.startswith("same, byte for byte")
    assert main(["cite", str(plan)]) == 0
    assert "[1]" in capsys.readouterr().out
    older = json.loads(plan.read_text()) | {"format": "baclofen-plan/1"}
    plan.write_text(json.dumps(older))
    assert main(["cite", str(plan)]) == 0
    assert main(["replay", str(plan)]) == 2
    assert "carry no inputs" in capsys.readouterr().err


def _rewritten(plan: Path, change: Any) -> None:
    made = json.loads(plan.read_text(encoding="utf-8"))
    change(made)
    plan.write_bytes(codec.encode(made))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(verdict="caution"), "verdict: caution in the file, ok here"),
        (
            lambda m: m["decision"]["down"]["steps"][0].update(daily_mg=5.0),
            "decision.down.steps[0].daily_mg: 5.0 in the file, 50.0 here",
        ),
        (lambda m: m["origin"]["inputs"].update(seed=7), "decision.forecast.seed: 20260101 in the"),
        (lambda m: m["origin"]["inputs"]["patient"].update(age_y=90), "about: female, 52 y, 68 kg"),
    ],
)
def test_what_was_changed_is_said(
    plan: Path, capsys: pytest.CaptureFixture[str], change: Any, said: str
) -> None:
    _rewritten(plan, lambda made: None)
    assert main(["replay", str(plan)]) == 0
    capsys.readouterr()
    _rewritten(plan, change)
    assert main(["replay", str(plan)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("differs")
    assert said in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(version="0.0.9"), "version: 0.0.9 in the file"),
        (lambda m: m["origin"].update(knowledge="abc"), "knowledge: abc in the file"),
    ],
)
def test_another_version_or_knowledge_is_answered_anew_and_said(
    plan: Path, capsys: pytest.CaptureFixture[str], change: Any, said: str
) -> None:
    """What differs is named; that the decisions are the same is no fault."""
    _rewritten(plan, change)
    assert main(["replay", str(plan)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("the same decisions, answered anew")
    assert said in shown

    def other(made: Any) -> None:
        change(made)
        made["decision"]["down"]["steps"][0]["daily_mg"] = 5.0

    _rewritten(plan, other)
    assert main(["replay", str(plan)]) == 1
    shown = capsys.readouterr().out
    assert said in shown
    assert "decision.down.steps[0].daily_mg: 5.0 in the file, 50.0 here" in shown


def test_another_form_of_the_same_values_is_told_apart(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = plan.read_text(encoding="utf-8")
    for other in ("\N{ZERO WIDTH NO-BREAK SPACE}" + text, json.dumps(json.loads(text))):
        plan.write_text(other, encoding="utf-8")
        assert main(["replay", str(plan)]) == 1
        assert "the values are the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "empty"),
        ("[]", "baclofen-answer/2"),
        ("{}", "baclofen-plan/2"),
        ('{"format": "baclofen-plan/1", "origin": null}', "carry no inputs"),
        ('{"format": "baclofen-plan/2", "origin": null}', "origin of plan.json"),
        ('{"format": "baclofen-plan/2", "origin": {"format": "x"}}', "origin of plan.json"),
        (
            '{"format": "baclofen-plan/2", "origin": '
            '{"format": "x", "inputs": {}, "knowledge": "y"}, "version": "0"}',
            "origin of the plan",
        ),
        (
            '{"format": "baclofen-plan/2", "version": "0", "origin": '
            '{"format": "baclofen-inputs/1", "inputs": {"patient": 3}, "knowledge": "y"}}',
            "inputs of the plan",
        ),
        (
            '{"format": "baclofen-answer/2", "origin": {"inputs": {}, "knowledge": "y"}}',
            "version of plan.json",
        ),
        (
            '{"format": "baclofen-answer/2", "version": "0", "origin": '
            '{"inputs": {}, "knowledge": "y"}}',
            "missing required field door",
        ),
        (
            '{"format": "baclofen-answer/2", "version": "0", "origin": '
            '{"inputs": {"door": "window"}, "knowledge": "y"}}',
            "inputs",
        ),
        ("{", "plan.json"),
    ],
)
def test_what_is_no_plan_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, named: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(content)
    assert main(["replay", str(file)]) == 2
    assert named in capsys.readouterr().err


def test_a_calendar_of_another_plan_does_not_stay(
    tmp_path: Path, user: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stood in the folder must not be followed beside a plan that has no steps to follow."""
    assert (tmp_path / "plan.ics").exists()
    capsys.readouterr()
    assert main(["plan", str(user), "--request", "continue", "--out", str(tmp_path), *TODAY]) == 0
    assert not (tmp_path / "plan.ics").exists()
    assert not (tmp_path / "schedule.html").exists()
    said = capsys.readouterr().out
    assert "Taken away: plan.ics, which no longer holds." in said
    assert "Taken away: schedule.html, which no longer holds." in said


def test_a_visit_without_steps_keeps_the_calendar_that_the_next_plan_cancels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The telephone went on with the raises of the first visit beside the way down of the third."""
    told = (
        'label = "A-1"\nage_y = 52\nsex = "female"\nweight_kg = 68\nheight_cm = 166\n'
        'creatinine = "{}"\nsyndrome = "ms_spasticity"\nconditions = ["multiple_sclerosis"]\n'
        'medicines = []\nno_allergies = ["baclofen"]\nbaclofen = "{}"\n'
    )
    visits = (
        ("plan", "0.8 mg/dL", "none", "2026-11-02"),
        ("plan", "2.6 mg/dL", "10 mg three times daily", "2026-11-06"),
        ("plan", "2.6 mg/dL", "10 mg three times daily", "2026-11-07"),
        ("taper", "0.9 mg/dL", "5 mg three times daily", "2026-11-20"),
    )
    out, calendars = tmp_path / "out", []
    for command, creatinine, dose, day in visits:
        (tmp_path / "a.toml").write_text(told.format(creatinine, dose))
        asked = [command, str(tmp_path / "a.toml"), "--out", str(out), "--today", day]
        assert main([*asked, *(["--label-only"] if command == "plan" else [])]) == 0
        calendars.append({p.name: p.read_bytes() for p in out.glob("*.ics")})
        said = capsys.readouterr().out
        assert ("Tell the patient which dose holds" in said) == ("earlier.ics" in calendars[-1])
    first, second, third, last = calendars
    assert list(first) == list(last) == ["plan.ics"]
    assert second == third == {"earlier.ics": first["plan.ics"]}
    assert b"STATUS:CANCELLED" in last["plan.ics"]
    # What the first visit had for the days from the last one on is cut short or taken out.
    assert b"COUNT=20" in first["plan.ics"]
    assert b"COUNT=20" not in last["plan.ics"]


def test_a_long_value_is_shown_in_part(plan: Path) -> None:
    _rewritten(plan, lambda made: made.update(about="x" * 500))
    got = replay(plan.read_bytes(), known())
    assert got.how == "differs"
    assert max(len(line) for line in got.differences) < 400


def test_what_a_file_says_of_itself_is_shown_without_what_steers_a_terminal(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def disguised(made: Any) -> None:
        made["version"] = "0\x1b[2J\u202e1"
        made["origin"]["knowledge"] = "x\x1b]0;title\x07"

    _rewritten(plan, disguised)
    main(["replay", str(plan)])
    said = capsys.readouterr()
    assert "version: 0\ufffd[2J\ufffd1 in the file" in said.out
    assert not set("\x1b\x07\u202e") & set(said.out + said.err)


def test_a_reason_and_a_name_are_cleaned_before_they_are_shown(
    user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user.write_text(
        'age_y = 70\nsex = "male"\negfr = 45\nsyndrome = "ms_spasticity"\nbaclofen = "none"\n'
    )
    args = ["plan", str(user), "--label-only", *TODAY]
    assert main([*args, "--override", "REN-BEERS", "--reason", "tried\x1b[8m all\nelse"]) == 0
    assert "tried\ufffd[8m all else" in " ".join(capsys.readouterr().out.split())
    assert main([*args, "--override", "\x1b[8m", "--reason", "x"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    assert main(["plan", "no\x1b[8mfile.toml", *TODAY]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_words_of_the_command_line_cannot_move_a_terminal(
    user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moving = "\x1b[2J\u202e\x9b"
    user.write_text('age_y = 70\nsex = "male"\negfr = 85\nsyndrome = "ms_spasticity"\n')
    out = tmp_path / f"out{moving}"
    assert main(["plan", str(user), "--label-only", "--out", str(out), *TODAY]) == 0
    said = capsys.readouterr()
    assert f"Written: {tmp_path}/out\ufffd[2J\ufffd\ufffd/plan.html" in said.out
    blocked = tmp_path / f"file{moving}"
    blocked.write_text("")
    assert main(["plan", str(user), "--label-only", "--out", str(blocked), *TODAY]) == 2
    for words in (["plan", "x", f"--no{moving}"], ["plan", "x", "--request", moving], [moving]):
        with pytest.raises(SystemExit) as gone:
            main(words)
        assert gone.value.code == 2
    said = capsys.readouterr()
    assert "unrecognized arguments: --no\ufffd[2J" in said.err
    assert not set(moving[:1] + moving[-2:]) & set(said.out + said.err)
