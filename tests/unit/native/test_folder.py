"""A folder of what was compiled is its owner's alone, or is not used."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from baclofen.native import NotCompiled, folder
from baclofen.native.folder import Folder, usual_path

KEY = "0" * 64


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "native"


def test_what_is_kept_is_found_and_private(place: Path) -> None:
    kept = Folder(place).keep(KEY, b"library")
    assert Folder(place).find(KEY) == kept
    assert kept.read_bytes() == b"library"
    assert kept.stat().st_mode & 0o077 == 0
    assert place.stat().st_mode & 0o777 == 0o700
    assert sorted(place.iterdir()) == [kept]
    assert Folder(place).find("1" * 64) is None


def test_a_file_that_was_changed_is_taken_away_and_not_loaded(place: Path) -> None:
    own = Folder(place)
    kept = own.keep(KEY, b"library")
    kept.write_bytes(b"another")
    assert own.find(KEY) is None
    assert not kept.exists()


def test_a_link_in_place_of_a_file_is_not_followed(place: Path, tmp_path: Path) -> None:
    own = Folder(place)
    kept = own.keep(KEY, b"library")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"library")
    kept.unlink()
    kept.symlink_to(elsewhere)
    assert own.find(KEY) is None
    assert elsewhere.exists()


def test_a_file_of_another_owner_is_not_loaded(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Folder(place)
    own.keep(KEY, b"library")
    monkeypatch.setattr(own, "_me", os.getuid() + 1)
    assert own.find(KEY) is None


def test_a_folder_that_others_can_use_is_refused(place: Path) -> None:
    Folder(place)
    place.chmod(0o750)
    with pytest.raises(NotCompiled, match="can be used by others: its mode must be 700"):
        Folder(place)


def test_a_folder_of_another_owner_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Folder(place)
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    with pytest.raises(NotCompiled, match="belongs to somebody else"):
        Folder(place)


def test_a_link_or_a_file_in_place_of_the_folder_is_refused(place: Path, tmp_path: Path) -> None:
    place.parent.mkdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotCompiled, match="is not a folder"):
        Folder(place)
    place.unlink()
    place.write_text("")
    with pytest.raises(NotCompiled, match="cannot be kept"):
        Folder(place)


def test_a_folder_below_one_that_others_can_change_is_refused(place: Path) -> None:
    Folder(place)
    place.parent.chmod(0o777)
    with pytest.raises(NotCompiled, match="can be changed by others"):
        Folder(place)
    place.parent.chmod(0o1777)
    Folder(place)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotCompiled, match="cannot be kept"):
        Folder(tmp_path / "file" / "native")


def test_what_a_killed_process_left_is_swept(place: Path) -> None:
    own = Folder(place)
    with own.for_a_while() as left:
        kept = left
    for name, age in (("old", 2 * folder.LEFT_S), ("new", 0.0)):
        made = kept.with_name(f"making-{name}")
        made.mkdir()
        (made / "source.c").write_text("")
        then = time.time() - age
        os.utime(made, (then, then))
    with own.for_a_while() as into:
        assert sorted(p.name for p in place.iterdir()) == sorted([into.name, "making-new"])


def test_files_used_long_ago_make_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 2)
    own = Folder(place)
    for i in range(3):
        kept = own.keep(str(i) * 64, bytes([i]))
        os.utime(kept, (i, i))
        own.keep(str(i) * 64, bytes([i]))
    assert own.find("0" * 64) is None
    assert own.find("2" * 64) is not None


def test_the_usual_place_is_where_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert usual_path() == Path("/somewhere/baclofen-native")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert usual_path() == Path("/home/somebody/.cache/baclofen-native")
