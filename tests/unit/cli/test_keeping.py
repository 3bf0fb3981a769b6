"""`verify`, `backup`, `restore`, `erase`, `rewrap`: as their user sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from baclofen.cli.main import main
from baclofen.store import Draft, Keys, Ledger, Signed, Versions, new_key

OLD, NEW = new_key(), new_key()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in the user's folder for data, with two patients; its key in a file."""
    for name in ("STORE", "KEYS", "CLINIC", "BY"):
        monkeypatch.delenv(f"BACLOFEN_{name}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "data" / "baclofen" / "store.sqlite"
    keys = tmp_path / "keys"
    keys.write_text(f"clinic {OLD}\n")
    keys.chmod(0o600)
    monkeypatch.setenv("BACLOFEN_KEYS", str(keys))
    now = datetime.now(UTC)
    with Ledger.open(path, Keys.of_file(keys)) as ledger:
        book = ledger.of("clinic")
        for label in ("Ann", "Bo"):
            by = Signed("dr.a", now, Versions("0.1.0"))
            book.append(book.admit(by, label), [Draft("score", now, b"7")], by, expects=1)
    return path


def patients(store: Path) -> dict[str | None, str]:
    with Ledger.open(store, Keys.of_text(f"clinic {OLD}", name="test")) as ledger:
        return {one.label: one.patient for one in ledger.of("clinic").patients()}


def heads(text: str) -> list[str]:
    return [line.removeprefix("head ") for line in text.splitlines() if line.startswith("head ")]


def test_verify_prints_heads_to_note_and_takes_them_back(
    store: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("sound: 4 events of 1 clinic.\n")
    assert "No noted head was given" in said
    (head,) = heads(said)
    assert main(["verify", "--head", head, "--store", str(store)]) == 0
    assert "No noted head" not in capsys.readouterr().out
    noted = tmp_path / "noted"
    noted.write_text(f"{head[:-1]}{'0' if head[-1] != '0' else '1'}\n")
    assert main(["verify", "--heads", str(noted)]) == 1
    assert "event 4 of clinic clinic: not the event that was noted" in capsys.readouterr().out
    assert main(["verify", "--head", "clinic"]) == 2
    assert "noted head is 'clinic'" in capsys.readouterr().err


def test_what_is_not_there_is_refused_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACLOFEN_STORE", str(tmp_path / "none.sqlite"))
    folder = str(tmp_path / "b")
    for words in (["verify"], ["backup", folder], ["erase", "X", "--why", "y"], ["rewrap"]):
        assert main(words) == 2
        assert "none.sqlite, which is not there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_erase_says_first_what_would_be_lost(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ann = patients(store)["Ann"]
    words = ["erase", ann, "--why", "asked for", "--by", "dpo"]
    assert main(words) == 2
    assert f"--sure for patient {ann} (Ann) is not given; 2 events" in capsys.readouterr().err
    assert patients(store)["Ann"] == ann
    assert main([*words, "--sure"]) == 0
    assert f"Patient {ann} of clinic clinic is erased" in capsys.readouterr().out
    assert set(patients(store)) == {None, "Bo"}
    assert main(["verify"]) == 0
    assert main(["erase", ann, "--why", "x", "--sure", "--clinic", "other"]) == 2
    assert "clinic other has no patient of that name" in capsys.readouterr().err


def test_a_backup_is_restored_without_who_was_erased_since(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = patients(store)
    assert main(["backup", str(tmp_path / "backups" / "one")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 events kept in ")
    assert heads(said) == (tmp_path / "backups" / "one" / "heads.txt").read_text().split()
    assert main(["erase", people["Bo"], "--why", "asked for", "--sure"]) == 0
    again = tmp_path / "again.sqlite"
    words = ["restore", str(tmp_path / "backups" / "one"), "--store", str(again)]
    capsys.readouterr()
    assert main([*words, "--erased", f"{store}.erased"]) == 0
    said = capsys.readouterr().out
    assert "Erased since the backup" in said
    assert f"  {people['Bo']} of clinic clinic" in said
    assert set(patients(again)) == {"Ann", None}
    assert main(words) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "backups" / "one"), "--store", f"{again}2"]) == 0
    assert "Nobody is known to have been erased" in capsys.readouterr().out


def test_keys_are_changed_in_three_steps(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"clinic {OLD}\nclinic {NEW}\n")
    assert main(["rewrap"]) == 0
    assert capsys.readouterr().out == "2 data keys wrapped anew.\n"
    keys.write_text(f"clinic {NEW}\n")
    with Ledger.open(store, Keys.of_file(keys)) as ledger:
        assert {one.label for one in ledger.of("clinic").patients()} == {"Ann", "Bo"}


def test_bad_keys_are_refused_without_showing_them(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", f"clinic {OLD}; clinic-b secret")
    assert main(["rewrap"]) == 2
    assert "line 2 of BACLOFEN_KEYS is not a clinic and a key" in capsys.readouterr().err


def test_who_has_no_name_must_say_who_writes(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", none)
    words = ["erase", patients(store)["Ann"], "--why", "asked for", "--sure"]
    assert main(words) == 2
    assert "--by is not given; this login has no name" in capsys.readouterr().err
    monkeypatch.setenv("BACLOFEN_BY", "dpo")
    assert main(words) == 0


def test_after_a_clock_that_was_ahead_the_clinic_goes_on(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = datetime.now(UTC) + timedelta(days=365)
    with Ledger.open(store, Keys.of_text(f"clinic {OLD}", name="test")) as ledger:
        ledger.of("clinic").admit(Signed("dr.a", later, Versions("0.1.0")), "Cy")
    assert main(["record", "new"]) == 2
    assert "the command `clock` says so" in capsys.readouterr().err
    assert main(["clock", "--why", "a dead battery"]) == 0
    assert "it goes on from this machine's clock" in capsys.readouterr().out
    assert main(["record", "new"]) == 0
    assert main(["verify"]) == 0


def test_verify_says_how_many_keys_it_could_not_try(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACLOFEN_KEYS")
    assert main(["verify", "--store", str(store)]) == 0
    assert "Not tried: 2 data keys." in capsys.readouterr().out
