"""Compiled tables: the same knowledge, and never an older one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import baclofen
from baclofen.knowledge import load_knowledge, read_knowledge, tables

DATA = Path(baclofen.__file__).parent / "knowledge" / "data"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kept = tmp_path / "kept"
    monkeypatch.setattr(tables, "_place", lambda digest: kept / f"knowledge.{digest[:32]}.json")
    load_knowledge.cache_clear()
    return kept


def test_knowledge_from_kept_tables_is_that_from_the_files(place: Path) -> None:
    fresh = load_knowledge()
    assert len(list(place.glob("*.json"))) == 1
    load_knowledge.cache_clear()
    kept = load_knowledge()
    assert kept is not fresh
    read = read_knowledge(DATA)
    for room in ("facts", "rules", "schedules", "sources", "questions", "fields"):
        assert getattr(kept, room) == getattr(read, room), room
    assert kept.codes == read.codes
    assert kept.targets == read.targets
    load_knowledge.cache_clear()


def test_any_change_of_content_makes_another_digest(tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    before = tables.digest_of(root)
    assert tables.digest_of(root) == before
    rule = next((root / "rules").glob("*.toml"))
    rule.write_text(rule.read_text("utf-8") + "\n# a word\n", "utf-8")
    assert tables.digest_of(root) != before


def test_damaged_or_foreign_tables_are_not_used(place: Path) -> None:
    load_knowledge()
    (kept,) = place.glob("*.json")
    digest = tables.digest_of(DATA)
    assert tables.recall_tables(digest) is not None
    kept.write_text(kept.read_text("utf-8")[:-40], "utf-8")
    assert tables.recall_tables(digest) is None
    kept.write_text('{"digest": "another"}', "utf-8")
    assert tables.recall_tables(digest) is None
    load_knowledge.cache_clear()


def test_one_byte_changed_is_not_believed(place: Path) -> None:
    fresh = load_knowledge()
    (kept,) = place.glob("*.json")
    kept.write_bytes(kept.read_bytes().replace(b'"max_mg_per_day":80', b'"max_mg_per_day":90'))
    load_knowledge.cache_clear()
    again = load_knowledge()
    assert again.rules["DO-US-MAX"].values == fresh.rules["DO-US-MAX"].values
    assert again.digest == fresh.digest
    load_knowledge.cache_clear()


def test_a_cache_that_was_changed_and_sealed_anew_shows_in_every_plan(place: Path) -> None:
    """Whoever can do that can change the program as well; but no plan passes for the true one."""
    fresh = load_knowledge()
    (kept,) = place.glob("*.json")
    _, _, raw = kept.read_bytes().partition(b"\n")
    raw = raw.replace(b'"max_mg_per_day":80', b'"max_mg_per_day":90')
    kept.write_bytes(tables._used(tables.digest_of(DATA), raw).encode() + b"\n" + raw)
    load_knowledge.cache_clear()
    assert load_knowledge().rules["DO-US-MAX"].values != fresh.rules["DO-US-MAX"].values
    assert load_knowledge().digest != fresh.digest
    load_knowledge.cache_clear()


def test_a_cache_of_another_shape_is_made_anew(place: Path) -> None:
    fresh = load_knowledge()
    (kept,) = place.glob("*.json")
    raw = b'{"frame":{}}'
    kept.write_bytes(tables._used(tables.digest_of(DATA), raw).encode() + b"\n" + raw)
    load_knowledge.cache_clear()
    assert load_knowledge().digest == fresh.digest
    assert kept.stat().st_size > len(raw) + 100
    load_knowledge.cache_clear()


def _no_end(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(tables.MOST_BYTES * 1_000)


def _link(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_bytes(b"another's")
    path.symlink_to(elsewhere)


@pytest.mark.parametrize("put", [_no_end, _pipe, _huge, _link])
def test_what_is_no_file_of_ours_is_not_read_and_is_replaced(
    place: Path, put: Callable[[Path], None]
) -> None:
    fresh = load_knowledge()
    (kept,) = place.glob("*.json")
    kept.unlink()
    put(kept)
    load_knowledge.cache_clear()
    assert load_knowledge().digest == fresh.digest
    assert not kept.is_symlink()
    assert kept.stat().st_size < tables.MOST_BYTES
    assert tables.recall_tables(tables.digest_of(DATA)) is not None
    elsewhere = kept.with_name("elsewhere")
    assert not elsewhere.exists() or elsewhere.read_bytes() == b"another's"
    load_knowledge.cache_clear()


def test_beside_a_folder_in_its_place_nothing_is_kept(place: Path) -> None:
    fresh = load_knowledge()
    (kept,) = place.glob("*.json")
    kept.unlink()
    kept.mkdir()
    load_knowledge.cache_clear()
    assert load_knowledge().digest == fresh.digest
    assert [p.name for p in place.iterdir()] == [kept.name]
    load_knowledge.cache_clear()


def test_where_nothing_may_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a file, not a folder"
    file.write_text("", "utf-8")
    monkeypatch.setattr(tables, "_place", lambda digest: file / "knowledge.json")
    tables.keep_tables("0", {})
    assert tables.recall_tables("0") is None


def test_the_digest_is_the_same_in_every_process() -> None:
    """The order of a set must not reach the tables: plans of two machines would differ."""
    code = (
        "from pathlib import Path; import baclofen, hashlib, msgspec;"
        "from baclofen.knowledge import tables;"
        "root = Path(baclofen.__file__).parent / 'knowledge' / 'data';"
        "raw = msgspec.json.encode(tables.read_tables(root));"
        "print(hashlib.sha256(raw).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(found) == 1
