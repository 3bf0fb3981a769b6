"""What identifies is sealed or refused; a patient's key can be destroyed, and only that one."""

from __future__ import annotations

import base64
import os
import stat
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from baclofen.errors import Erased, InputRefused, NoKey, StoreRefused
from baclofen.store import Keys, Ledger, new_key
from tests.unit.store.places import KEYS, Place, drafts, signed


def test_without_a_key_what_identifies_is_refused_and_pseudonyms_are_kept_as_they_are(
    place: Place,
) -> None:
    with place.open(keys=None) as ledger:
        book = ledger.of("a")
        with pytest.raises(NoKey, match="a label is given without a key of clinic a; what identif"):
            book.admit(signed(), "Ann Lee")
        assert book.patients() == ()
        patient = book.admit(signed())
        with pytest.raises(NoKey, match="an event of kind score is given without a key of clinic"):
            book.append(patient, [*drafts(1), *drafts(1, identifies=True)], signed(), expects=None)
        assert book.read(patient) == ()
        book.append(patient, drafts(1), signed(), expects=1)
    assert place.in_files(b"payload 0")
    # A key of another clinic is none of this one.
    with place.open(Keys({"b": [bytes(32)]})) as ledger, pytest.raises(NoKey, match="clinic a"):
        ledger.of("a").append(patient, drafts(1, identifies=True), signed(), expects=None)


def test_with_a_key_nothing_of_a_patient_can_be_read_from_the_files(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed(), "Ann Lee")
        book.append(
            patient, drafts(2, identifies=True, attached=b"the raw record"), signed(), expects=1
        )
    assert place.in_files(patient.encode())  # it would be found
    assert place.in_files(b"Ann Lee", b"payload 0", b"the raw record", b"a" * 32) == []


def test_what_was_sealed_is_not_read_without_the_key_or_with_another(place: Place) -> None:
    with place.open() as ledger:
        patient = ledger.of("a").admit(signed(), "Ann")
        (event,) = ledger.of("a").append(patient, drafts(1, attached=b"file"), signed(), expects=1)
    for keys in (None, Keys({"a": [b"x" * 32]})):
        with place.open(keys) as ledger:
            book = ledger.of("a")
            reads = (
                partial(book.read, patient),
                partial(book.attached, event),
                partial(book.append, patient, drafts(1), signed(), expects=None),
            )
            for read in reads:
                with pytest.raises(
                    NoKey, match=f"what is kept of patient {patient} was sealed with"
                ):
                    read()
            assert book.listed(patient).label is None
            assert ledger.verify().is_sound


def test_a_sealed_text_cannot_be_opened_at_another_place(place: Place) -> None:
    """Even with all hashes refitted: the seal is bound to clinic, patient, version and kind."""
    from tests.unit.store.test_verify import rewritten, verified

    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        book.append(patient, drafts(3), signed(), expects=1)
    ((payload,),) = place.ask("SELECT payload FROM event WHERE seq = 4")
    rewritten(place, 2, payload=payload)
    assert verified(place).is_sound
    with (
        place.open() as ledger,
        pytest.raises(StoreRefused, match="event 2 of clinic a is changed"),
    ):
        ledger.of("a").read(patient)


def test_a_wrapped_key_of_another_patient_does_not_open(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        one, other = book.admit(signed(), "Ann"), book.admit(signed())
        place.ask("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE patient = ?) "
                  "WHERE patient = ?", [other, one])  # fmt: skip
        with pytest.raises(StoreRefused, match=f"the data key of patient {one} is changed"):
            book.read(one)


def test_an_erased_patient_is_read_by_nobody_and_the_chain_still_verifies(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient, other = book.admit(signed(), "Ann Lee"), book.admit(signed(), "Bo")
        kept = book.append(patient, drafts(2, attached=b"file"), signed(), expects=1)
        done = book.erase(patient, signed("dpo", 1), why="asked for by the patient")
        assert (done.patient, done.readable, done.at.hour) == (patient, 0, 9)
        assert (done.by, done.why) == ("dpo", "asked for by the patient")
        for refused in (
            lambda: book.read(patient),
            lambda: book.read(patient, until=1),
            lambda: book.attached(kept[0]),
            lambda: book.append(patient, drafts(1), signed(hours=2), expects=None),
        ):
            with pytest.raises(Erased, match=f"patient {patient} is erased at 2026-11-29T09:00"):
                refused()
        (gone,) = (one for one in book.patients() if one.patient == patient)
        assert (gone.label, gone.erased, gone.version) == (None, done.at, 4)
        assert book.listed(other).label == "Bo"
        assert ledger.erased() == (done,)
        assert ledger.verify().is_sound
        # Once more makes nothing new.
        assert book.erase(patient, signed(hours=5), why="again") == done
        assert ledger.verify().events == 5
    # Who, when and why stand in the clear.
    ((by, why),) = place.ask("SELECT by, payload FROM event WHERE kind = 'store.erased'")
    assert (by, why) == ("dpo", b"asked for by the patient")


def test_no_byte_of_a_destroyed_key_is_left_in_the_files(place: Place) -> None:
    """Among many patients, erased in no order, whose keys the database has moved about."""
    with place.open() as ledger:
        book = ledger.of("a")
        patients = [book.admit(signed(), f"label {n}") for n in range(150)]
        wrapped = dict(place.ask("SELECT patient, wrapped FROM data_key"))
        gone = patients[::3]
        # As every server does by itself, some time after many rows were written.
        place.ask("ANALYZE")
        assert len(place.in_files(*(wrapped[one] for one in gone))) >= len(gone)
        for one in gone:
            book.erase(one, signed(), why="asked for")
        # As long as the store is still open, and after.
        left = place.in_files(*(wrapped[one][:16] for one in gone))
        assert left == []
        assert {one.label for one in book.patients()} == {None} | {
            f"label {n}" for n in range(150) if n % 3
        }
    assert place.in_files(*(wrapped[one][12:28] for one in gone)) == []


def test_while_somebody_reads_the_trace_is_told_and_goes_the_next_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("database", "erasure"):
        monkeypatch.setattr(f"baclofen.store.{module}.PATIENCE_S", 0.2)
    with place.open() as ledger, place.open() as other:
        book = ledger.of("a")
        patient = book.admit(signed(), "Ann")
        ((wrapped,),) = place.ask("SELECT wrapped FROM data_key")
        with other._database.reading() as conn:
            conn.exec_driver_sql("SELECT * FROM data_key").all()
            with pytest.raises(StoreRefused, match="still read by somebody; the key is deleted"):
                book.erase(patient, signed(), why="asked for")
        with pytest.raises(Erased):
            book.read(patient)
        book.erase(patient, signed(), why="asked for")
        assert place.in_files(wrapped) == []
        assert ledger.verify().is_sound


def test_who_was_kept_without_a_key_cannot_be_erased_and_nothing_is_written(place: Place) -> None:
    with place.open(keys=None) as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        with pytest.raises(InputRefused, match="kept without a key; there is no key that could"):
            book.erase(patient, signed(), why="asked for")
        assert book.read(patient) == ()
        assert ledger.verify().events == 1
    # With a key from then on, what is written after is sealed and can be erased; the rest is told.
    with place.open(keys=None) as ledger:
        ledger.of("a").append(patient, drafts(2), signed(), expects=1)
    with place.open() as ledger:
        book = ledger.of("a")
        book.append(patient, drafts(1, identifies=True), signed(), expects=3)
        assert len(book.read(patient)) == 3
        assert book.erase(patient, signed(), why="asked for").readable == 2
        assert ledger.verify().is_sound


def test_keys_are_changed_by_wrapping_anew(place: Place) -> None:
    with place.open() as ledger:
        one, other = ledger.of("a").admit(signed(), "Ann"), ledger.of("b").admit(signed(), "Bo")
        old = [row[0] for row in place.ask("SELECT wrapped FROM data_key WHERE clinic = 'a'")]
    both = Keys({"a": [b"a" * 32, b"n" * 32], "b": [b"b" * 32]})
    with place.open(both) as ledger:
        assert ledger.of("a").listed(one).label == "Ann"
        assert ledger.rewrap() == 1
        assert ledger.rewrap() == 0
        assert ledger.verify().is_sound
    assert place.in_files(*old) == []
    with place.open(Keys({"a": [b"n" * 32]})) as ledger:
        assert ledger.of("a").listed(one).label == "Ann"
        assert ledger.of("b").listed(other).label is None
    with place.open() as ledger:
        assert ledger.of("a").listed(one).label is None
        with pytest.raises(NoKey, match="Give the file of the clinic's keys, with this one among"):
            ledger.rewrap()


def test_keys_are_read_from_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    one, two = new_key(), new_key()
    path.write_text(f"# clinics\nclinic-a {one}\n\nclinic-b {two}  # newer\nclinic-b {one}\n")
    path.chmod(0o640)
    with pytest.raises(InputRefused, match=f"{path} with mode 640; it must be its owner's alone"):
        Keys.of_file(path)
    path.chmod(0o600)
    keys = Keys.of_setting(str(path), name="KEYS")
    assert repr(keys) == "Keys of clinic-a, clinic-b"
    newest = keys.newest("clinic-b")
    assert newest is not None
    assert newest[1] == base64.b64decode(one)
    assert keys.named("clinic-b", newest[0]) == newest[1]
    said = Keys.of_setting(f"clinic-a {one}; clinic-b {two}", name="KEYS")
    assert said.clinics == keys.clinics
    with pytest.raises(InputRefused, match="it must be a readable file"):
        Keys.of_setting(str(tmp_path / "none"), name="KEYS")


@pytest.mark.parametrize(
    "text", ["clinic-a", "clinic-a secret", "clinic-a " + "A" * 44, "clinic-a " + "A" * 42 + "=="]
)
def test_a_line_that_is_no_key_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(InputRefused, match="line 1 of KEYS is not a clinic and a key") as refused:
        Keys.of_text(text, name="KEYS")
    assert "secret" not in str(refused.value)
    assert "AAA" not in str(refused.value)


def test_other_keys_that_are_none() -> None:
    with pytest.raises(InputRefused, match="KEYS is empty"):
        Keys.of_text("# nothing", name="KEYS")
    with pytest.raises(InputRefused, match="it must be 32 bytes"):
        Keys({"a": [b"short"]})
    with pytest.raises(InputRefused, match="clinic is 'A'"):
        Keys({"A": [bytes(32)]})


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.sqlite"
    old = os.umask(0)
    try:
        with Ledger.open(path, KEYS) as ledger:
            ledger.of("a").admit(signed())
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
            assert modes == dict.fromkeys(
                ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"), 0o600
            )
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            ledger.of("a").erase(ledger.of("a").admit(signed()), signed(), why="asked for")
            assert stat.S_IMODE((path.parent / "store.sqlite.erased").stat().st_mode) == 0o600
    finally:
        os.umask(old)
    path.chmod(0o644)
    with pytest.raises(StoreRefused, match="with mode 644; it must be its owner's alone"):
        Ledger.open(path)


def test_the_name_of_a_key_is_not_the_key() -> None:
    newest = KEYS.newest("a")
    assert newest is not None
    assert newest[0] not in newest[1].hex()


def test_a_fault_that_nobody_foresaw_does_not_show_what_was_to_be_written(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        if place.server is None:
            does = "BEGIN SELECT RAISE(ABORT, 'no'); END"
        else:
            place.ask(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RAISE EXCEPTION 'no'; END $$"
            )
            does = "FOR EACH ROW EXECUTE FUNCTION no()"
        place.ask(f"CREATE TRIGGER a_no BEFORE INSERT ON event {does}")
        with pytest.raises(DBAPIError) as fault:
            book.append(patient, drafts(1), signed("dr.secret"), expects=1)
        assert "dr.secret" not in str(fault.value)
        assert patient not in str(fault.value)
