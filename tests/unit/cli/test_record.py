"""`baclofen record` as it is used: a patient is admitted, told of, planned, followed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from baclofen.cli.main import main
from baclofen.store import new_key

TYPED = """
age_y = 52
sex = "female"
weight_kg = 68
creatinine = "0.8 mg/dL"
syndrome = "ms_spasticity"
baclofen = "none"
medicines = []
"""
Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command that should succeed; what it printed."""
    keys = tmp_path / "keys"
    keys.write_text(f"clinic {new_key()}\n", encoding="ascii")
    keys.chmod(0o600)
    monkeypatch.setenv("BACLOFEN_STORE", str(tmp_path / "data" / "s.sqlite"))
    monkeypatch.setenv("BACLOFEN_KEYS", str(keys))
    monkeypatch.setenv("BACLOFEN_BY", "dr.a")

    def run(*words: str, code: int = 0) -> str:
        got = main(list(words))
        out, err = capsys.readouterr()
        assert got == code, f"{words}: {out}{err}"
        return out if code == 0 else err

    return run


@pytest.fixture
def patient(say: Say, tmp_path: Path) -> str:
    name = say("record", "new", "--label", "Mrs. A").strip()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", name)
    typed = tmp_path / "typed.toml"
    typed.write_text(TYPED, encoding="utf-8")
    assert "Kept as event 1: told" in say("record", "import", name, str(typed))
    return name


def test_a_patient_is_planned_accepted_and_never_started_twice(say: Say, patient: str) -> None:
    told = say("plan", f"record:{patient}", "--label-only")
    assert told.startswith("Start baclofen")
    assert "Kept in the record as event 2." in told
    say("record", "accept", patient, "2")
    say("record", "add", patient, "dose_set", "route=oral", "per_day=5 mg three times daily")
    again = say("plan", f"record:{patient}", "--request", "start", "--label-only")
    assert again.startswith("Baclofen is taken already (15 mg a day")
    assert "same" in say("record", "replay", patient, "2")
    shown = say("record", "show", patient)
    assert [line.split()[0] for line in shown.splitlines()] == ["1", "2", "3", "4", "5"]
    assert "Mrs. A" in say("record", "list")


def test_an_answer_is_kept_and_counts_from_its_day(say: Say, patient: str) -> None:
    first = say("assess", f"record:{patient}", "--answer", "pregnant=no")
    assert "answered pregnant" not in first
    shown = say("record", "show", patient)
    assert "answered key=pregnant words=no" in shown
    # Asked once, it is not asked again.
    assert "pregnant" not in say("assess", f"record:{patient}")


def test_a_table_and_a_correction(say: Say, patient: str, tmp_path: Path) -> None:
    table = tmp_path / "diary.csv"
    table.write_text(
        "at,kind,scale,score,what,value,unit\n"
        "2026-11-20,scored,nrs,6,,,\n2026-11-21,measured,,,creatinine,160,umol/L\n",
        encoding="utf-8",
    )
    say("record", "import", patient, str(table))
    assert "row 2: it is in the record already" in say(
        "record", "import", patient, str(table), code=2
    )
    assert "Nothing was new" in say("record", "import", patient, str(table), "--skip-known")
    say("record", "correct", patient, "3", "measured", "what=creatinine", "value=80 umol/L",
        "--why", "typed wrong")  # fmt: skip
    shown = say("record", "show", patient)
    assert shown.count("(no longer stands)") == 1
    exported = say("record", "export", patient)
    assert "80.0,umol/L" in exported
    assert "160" not in exported
    lines = say("record", "export", patient, "--json").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3, 4]
    say("record", "correct", patient, "4", "--why", "again", "measured", "what=creatinine",
        "value=90 umol/L")  # fmt: skip
    assert "90.0,umol/L" in say("record", "export", patient)
    say("record", "correct", patient, "2", "--why", "another patient")
    assert "scored" not in say("record", "export", patient)


def test_kinds_and_their_fields_are_listed(say: Say, patient: str) -> None:
    listed = say("record", "add", patient)
    assert "scored        scale, score, site" in listed
    assert "told          any key of a typed patient" in listed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("record", "add", "P", "scored", "scale=nrs", "score=60"), "between 0 and 10"),
        (("record", "add", "P", "scored", "scale"), "it must be KEY=VALUE"),
        (("record", "add", "P", "fell", "--at", "2999-01-01"), "no later than today"),
        (("record", "add", "P", "fell", "--at", "2026-11-20T08:00"), "--zone"),
        (("record", "add", "P", "measured", "what=weight", "value=68"), "without unit"),
        (("record", "add", "P", "dose_set", "route=intrathecal", "per_day=0.3 mg/day"), "300 mcg"),
        (("record", "accept", "P", "1"), "a plan that stands"),
        (("record", "replay", "P", "1"), "it must be a plan"),
        (("record", "replay", "P", "9"), "events 1 to 1"),
        (("record", "correct", "P", "9", "--why", "x"), "events 1 to 1"),
        (("record", "override", "P", "1", "NO-RULE", "--reason", "x"), "no such rule"),
        (("record", "show", "00000-00000"), "no patient of that name"),
        (("record", "show", "P", "--clinic", "other"), "no patient of that name"),
        (("record", "show", "P", "--on", "yesterday"), "YYYY-MM-DD"),
        (("record", "import", "P", "nowhere.csv"), "nowhere.csv"),
        (("plan", "record:00000-00000"), "no patient of that name"),
        (("plan", "record:P", "--today", "2020-01-01"), "without anything told by 2020-01-01"),
        (("plan", "record:P", "--answer", "age_y=30"), "52"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    say: Say, patient: str, words: tuple[str, ...], says: str
) -> None:
    before = say("record", "show", patient)
    refused = say(*(word.replace("P", patient) if word in ("P", "record:P") else word
                    for word in words), code=2)  # fmt: skip
    assert says in refused
    assert say("record", "show", patient) == before


def test_without_a_key_a_pseudonym_is_planned_and_a_slip_put_right(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACLOFEN_KEYS")
    name = say("record", "new").strip()
    typed = tmp_path / "typed.toml"
    typed.write_text(TYPED, encoding="utf-8")
    say("record", "import", name, str(typed))
    assert "Kept in the record as event 2." in say("plan", f"record:{name}", "--label-only")
    say("record", "add", name, "scored", "scale=nrs", "score=6")
    say("record", "correct", name, "3", "--why", "typing error")
    typed.write_text(TYPED.replace("medicines = []", 'medicines = ["sertraline Zoe Miller"]'))
    refused = say("record", "import", name, str(typed), code=2)
    assert "without a key of clinic" in refused
    assert b"Zoe Miller" not in (tmp_path / "data" / "s.sqlite").read_bytes()


def test_what_is_refused_of_a_calendar_is_not_kept(say: Say, patient: str, tmp_path: Path) -> None:
    ask = ("plan", f"record:{patient}", "--label-only", "--out", str(tmp_path / "out"))
    say(*ask, "--replaces", str(tmp_path / "none.ics"), code=2)
    assert "planned" not in say("record", "show", patient)
    # Where nobody may look into the folder the answer is kept, and printed.
    main([*ask[:-1], str(tmp_path / ("x" * 300))])
    assert "planned" in say("record", "show", patient)


def test_a_disease_is_no_syndrome_in_a_record_either(say: Say, patient: str) -> None:
    said = say("record", "add", patient, "told", "syndrome=ms", code=2)
    assert "did you mean ms_spasticity" in said
    say("record", "add", patient, "told", "syndrome=MS spasticity")
    assert "spasticity with pain in MS" in say("plan", f"record:{patient}", "--label-only")
