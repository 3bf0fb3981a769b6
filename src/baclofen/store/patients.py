"""The patients of a clinic: pseudonyms, the list that is quick to read, and data keys."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from sqlalchemy import Connection, and_, insert, select, true, update

from baclofen.errors import Erased, InputRefused, NoKey, StoreRefused
from baclofen.store.chain import Row
from baclofen.store.entry import Listed
from baclofen.store.keys import Keys
from baclofen.store.moments import moment
from baclofen.store.reading import COLUMNS, opened
from baclofen.store.seal import Broken, DataKey
from baclofen.store.tables import DATA_KEY, EVENT, PATIENT

#: Letters and digits that are not mistaken for each other, and spell no word: no vowels.
_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_HALF = 5


class Standing(NamedTuple):
    """Where a patient's events stand."""

    version: int
    erased: str | None


def new_pseudonym() -> str:
    """A random name: 30 to the power of 10 are possible, and it says nothing of its patient."""
    half = ("".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2))
    return "-".join(half)


def standing(conn: Connection, clinic: str, patient: str) -> Standing:
    """Where the patient stands. Raises `InputRefused` where this clinic has none of that name."""
    row = conn.execute(
        select(PATIENT.c.version, PATIENT.c.erased).where(
            PATIENT.c.clinic == clinic, PATIENT.c.patient == patient
        )
    ).first()
    if row is None:
        raise InputRefused(
            "patient", repr(patient), f"clinic {clinic} has no patient of that name"
        )  # fmt: skip
    return Standing(row.version, row.erased)


def living(conn: Connection, clinic: str, patient: str) -> Standing:
    """The same of a patient who was not erased. Raises `Erased`."""
    found = standing(conn, clinic, patient)
    if found.erased is not None:
        raise Erased(
            f"patient {patient}", f"erased at {found.erased}",
            "the key was destroyed, and what was kept can be read by nobody",
            do="Who comes back is admitted as a new patient.",
        )  # fmt: skip
    return found


def list_new(conn: Connection, clinic: str, patient: str, admitted: int, written: str) -> None:
    """Puts a patient into the list, with the number of the event of admission."""
    conn.execute(
        insert(PATIENT).values(
            clinic=clinic, patient=patient, version=1, written=written, admitted=admitted,
            erased=None,
        )
    )  # fmt: skip


def move_on(
    conn: Connection, clinic: str, patient: str, version: int, written: str, *, erased: bool = False
) -> None:
    """Notes in the list where the patient's events stand now."""
    now = {"version": version, "written": written} | ({"erased": written} if erased else {})
    conn.execute(
        update(PATIENT).where(PATIENT.c.clinic == clinic, PATIENT.c.patient == patient).values(now)
    )


def listed(
    conn: Connection, clinic: str, keys: Keys, *, only: str | None = None
) -> tuple[Listed, ...]:
    """Every patient of the clinic, by pseudonym, or one; labels where the keys open them."""
    key, one, first = DATA_KEY.c, PATIENT.c, EVENT.c
    of_patient = and_(key.clinic == one.clinic, key.patient == one.patient)
    admission = and_(first.clinic == one.clinic, first.seq == one.admitted)
    rows = conn.execute(
        select(
            PATIENT.c.patient, PATIENT.c.version, PATIENT.c.written, PATIENT.c.erased,
            DATA_KEY.c.wrapped_by, DATA_KEY.c.wrapped, *COLUMNS,
        )
        .join(EVENT, admission)
        .outerjoin(DATA_KEY, of_patient)
        .where(PATIENT.c.clinic == clinic, true() if only is None else PATIENT.c.patient == only)
        .order_by(PATIENT.c.patient)
    )  # fmt: skip
    found = []
    for patient, version, written, erased, by, wrapped, *admitted in rows:
        label, row = None, Row._make(admitted)
        if row.identifies and wrapped and (named := keys.named(clinic, by)) is not None:
            data_key = _unwrapped(wrapped, named, clinic, patient)
            label = opened(row, "payload", data_key, row.payload).decode()
        when = None if erased is None else moment(erased)
        found.append(Listed(patient, label, version, moment(written), when))
    return tuple(found)


def key_to_write(conn: Connection, clinic: str, patient: str, keys: Keys) -> DataKey | None:
    """The patient's data key, made where there is none yet; None where the clinic has no keys.

    Raises `NoKey` where the patient has one that does not open.
    """
    row = _row(conn, clinic, patient)
    if row is not None:
        return _opened(row, clinic, patient, keys)
    if (newest := keys.newest(clinic)) is None:
        return None
    name, key = newest
    _fit_the_clinic(conn, clinic, keys)
    made = DataKey.made()
    conn.execute(
        insert(DATA_KEY).values(
            clinic=clinic, patient=patient, wrapped_by=name,
            wrapped=made.wrapped(key, clinic, patient),
        )
    )  # fmt: skip
    return made


def _fit_the_clinic(conn: Connection, clinic: str, keys: Keys) -> None:
    """Raises `NoKey` where the clinic's patients are all sealed with keys that are not at hand: a
    patient more would be sealed with a key of another clinic, or with a mistyped one."""
    wraps = conn.scalars(
        select(DATA_KEY.c.wrapped_by).where(DATA_KEY.c.clinic == clinic).distinct()
    ).all()
    if wraps and not any(keys.named(clinic, by) for by in wraps):
        raise NoKey(
            f"key of {clinic}", f"another than the {wraps[0]} of its patients",
            "a clinic has one key at a time, and keeps the older ones until all is wrapped anew",
            do="Give the file of the clinic's keys. A new key is added as a line below the old "
            "one; then wrap all keys anew with it (rewrap).",
        )  # fmt: skip


def seals(conn: Connection, clinic: str) -> bool:
    """Whether the clinic has a patient whose events are sealed, or had one."""
    return (
        conn.scalar(
            select(EVENT.c.seq).where(EVENT.c.clinic == clinic, EVENT.c.sealed == 1).limit(1)
        )
        is not None
    )


def key_to_read(conn: Connection, clinic: str, patient: str, keys: Keys) -> DataKey | None:
    """The patient's data key; None where there never was one. Raises `NoKey`."""
    row = _row(conn, clinic, patient)
    return None if row is None else _opened(row, clinic, patient, keys)


def opens(wrapped: bytes, key: bytes, clinic: str, patient: str) -> bool:
    """Whether a wrapped data key is that of this patient."""
    try:
        DataKey.unwrapped(wrapped, key, clinic, patient)
    except Broken:
        return False
    return True


def rewrap(conn: Connection, clinic: str, keys: Keys) -> int:
    """Wraps every data key of the clinic that an older key wraps with the newest; how many."""
    if (newest := keys.newest(clinic)) is None:
        raise NoKey(f"key of {clinic}", "not given", "the clinic's old and new keys are needed")
    name, new = newest
    rows = conn.execute(
        select(DATA_KEY.c.patient, DATA_KEY.c.wrapped_by, DATA_KEY.c.wrapped).where(
            DATA_KEY.c.clinic == clinic, DATA_KEY.c.wrapped_by != name
        )
    ).all()
    for row in rows:
        key = _opened((row.wrapped_by, row.wrapped), clinic, row.patient, keys)
        conn.execute(
            update(DATA_KEY)
            .where(DATA_KEY.c.clinic == clinic, DATA_KEY.c.patient == row.patient)
            .values(wrapped_by=name, wrapped=key.wrapped(new, clinic, row.patient))
        )
    return len(rows)


def _row(conn: Connection, clinic: str, patient: str) -> tuple[str, bytes] | None:
    row = conn.execute(
        select(DATA_KEY.c.wrapped_by, DATA_KEY.c.wrapped).where(
            DATA_KEY.c.clinic == clinic, DATA_KEY.c.patient == patient
        )
    ).first()
    return None if row is None else (row.wrapped_by, row.wrapped)


def _opened(row: tuple[str, bytes], clinic: str, patient: str, keys: Keys) -> DataKey:
    name, wrapped = row
    if (key := keys.named(clinic, name)) is None:
        raise NoKey(
            f"key of {clinic}", "not given",
            f"what is kept of patient {patient} was sealed with the key that is called {name}",
            do="Give the file of the clinic's keys, with this one among them.",
        )  # fmt: skip
    return _unwrapped(wrapped, key, clinic, patient)


def _unwrapped(wrapped: bytes, key: bytes, clinic: str, patient: str) -> DataKey:
    try:
        return DataKey.unwrapped(wrapped, key, clinic, patient)
    except Broken:
        raise _changed(f"the data key of patient {patient}") from None


def _changed(what: str) -> StoreRefused:
    return StoreRefused(
        what, "changed since it was kept", "it must open with its key, at its place",
        do="Verify the store; what is wrong is restored from a backup.",
    )  # fmt: skip
