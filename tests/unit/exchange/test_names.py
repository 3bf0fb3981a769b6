"""Names that are nearly baclofen, and names that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.exchange.names import is_in, is_spelt_like_baclofen
from baclofen.knowledge import load_knowledge
from tests.records import NAMES, record_path
from tests.unit.exchange.build import read

CODES = load_knowledge().codes


@pytest.mark.parametrize(
    "name", ["baclophen", "Baclofene", "BACLOFÈNE 10mg", "bacloffen", "Lioresalt", "Gablophen"]
)
def test_near_names(name: str) -> None:
    assert is_spelt_like_baclofen(name, CODES)


def test_no_other_medicine_known_here_comes_near() -> None:
    others = [i for i in CODES.ingredients if i != CODES.baclofen]
    names = [name for i in others for name in (i.name, *i.brands)]
    assert [name for name in names if is_spelt_like_baclofen(name, CODES)] == []


@pytest.mark.parametrize("record", NAMES)
def test_no_medicine_of_the_samples_comes_near(record: str, tmp_path: Path) -> None:
    medicines = read(record_path(record, tmp_path).read_bytes(), tmp_path).patient.medicines or ()
    assert [m.name for m in medicines if is_spelt_like_baclofen(m.name, CODES)] == []


def test_anywhere_in_a_file() -> None:
    assert is_in(b'{"x": "on BACLOFEN"}', CODES)
    assert is_in(b"lioresal", CODES)
    assert not is_in(b"diclofenac", CODES)
