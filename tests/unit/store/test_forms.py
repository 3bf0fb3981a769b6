"""Databases of every form there was are brought up; a newer one is refused by name."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import baclofen.store
from baclofen.errors import InputRefused, StoreRefused
from baclofen.store import Ledger
from baclofen.store.forms import FORM
from baclofen.store.tables import META
from tests.postgres import Server
from tests.unit.store.places import KEYS, Place, drafts, signed

ARCHIVE = Path(__file__).parent / "archive"


def _engine(place: Place) -> sa.Engine:
    if place.server is None:
        return sa.create_engine(f"sqlite:///{place.where}")
    return sa.create_engine(place.where.replace("postgresql:", "postgresql+psycopg:"))


def test_the_steps_end_where_the_tables_are(place: Place) -> None:
    place.open().close()
    engine = _engine(place)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), META) == []
    engine.dispose()


def test_the_newest_step_is_the_present_form() -> None:
    config = Config()
    config.set_main_option(
        "script_location", str(Path(baclofen.store.__file__).parent / "migrations")
    )
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == FORM


@pytest.mark.parametrize("form", [str(n) for n in range(1, int(FORM) + 1)])
@pytest.mark.parametrize("kind", ["sqlite", "sql"])
def test_an_archived_database_of_each_form_is_brought_up(
    form: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Made once by `archive/make.py` of its time; never made again."""
    archived = ARCHIVE / f"form-{form}.{kind}"
    if kind == "sqlite":
        shutil.copyfile(archived, tmp_path / "store.sqlite")
        (tmp_path / "store.sqlite").chmod(0o600)
        place = Place(str(tmp_path / "store.sqlite"), None)
    else:
        running: Server = request.getfixturevalue("postgres")
        place = Place(running.made(f"form-{form}"), running)
        running.load(f"form-{form}", archived)
    with place.open() as ledger:
        assert ledger.verify().is_sound
        book = ledger.of("a")
        found = {one.label: one for one in book.patients()}
        assert set(found) == {"Ann", None}
        events = book.read(found["Ann"].patient)
        assert [one.payload for one in events][:2] == [b"payload 0", b"payload 1"]
        assert book.attached(events[0]) == b"file 0"
        assert found[None].erased is not None
        assert ledger.kept("d1") == b"content"
        # Written in the last hour of the archive, and gone on with.
        assert book.append(found["Ann"].patient, drafts(1), signed(hours=9), expects=None)
        assert ledger.verify().is_sound


def test_a_newer_form_is_refused_by_name_and_left_alone(place: Place) -> None:
    place.open().close()
    newer = str(int(FORM) + 1)
    place.ask("UPDATE alembic_version SET version_num = ?", [newer])
    with pytest.raises(
        StoreRefused, match=f"is of form {newer}; this version of the program knows"
    ):
        place.open()
    assert place.ask("SELECT version_num FROM alembic_version") == [(newer,)]


def test_a_database_of_something_else_is_refused(place: Place, tmp_path: Path) -> None:
    if place.server is None:
        Path(place.where).parent.mkdir()
        Path(place.where).touch(mode=0o600)
    place.ask("CREATE TABLE accounts (id INTEGER)")
    with pytest.raises(StoreRefused, match=r"is a database of something else \(accounts\)"):
        place.open()


def test_what_is_not_there_is_made_only_when_asked_for(place: Place) -> None:
    if place.server is None:
        with pytest.raises(InputRefused, match="which is not there; it must be one that is"):
            Ledger.open(place.where, KEYS, make=False)
        assert not Path(place.where).parent.exists()
        Path(place.where).parent.mkdir()
        Path(place.where).touch(mode=0o600)
    with pytest.raises(StoreRefused, match="is empty; it must be one that something was kept in"):
        Ledger.open(place.where, KEYS, make=False)
    place.open().close()
    Ledger.open(place.where, KEYS, make=False).close()


@pytest.mark.parametrize("where", ["mysql://x/y", "sqlite://memory", "http://x"])
def test_a_place_that_is_none_is_refused(where: str) -> None:
    with pytest.raises(InputRefused, match="it must be a path, sqlite:///PATH or postgresql://"):
        Ledger.open(where)


def test_a_url_that_cannot_be_read_is_refused_without_its_password() -> None:
    with pytest.raises(InputRefused, match="store is a URL that cannot be read") as refused:
        Ledger.open("postgresql://user:secret@host:port/x")
    assert "secret" not in str(refused.value)


def test_a_folder_is_no_place_and_a_url_of_sqlite_is_a_path(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="which is a folder; it must be a file"):
        Ledger.open(tmp_path)
    Ledger.open(f"sqlite:///{tmp_path / 'store.sqlite'}").close()
    assert stat.S_IMODE((tmp_path / "store.sqlite").stat().st_mode) == 0o600
