"""Names that are nearly baclofen, and names that are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baclofen.exchange.names import (
    _compared,
    is_baclofen,
    is_in,
    is_spelt_like_baclofen,
    is_spoken_of,
)
from baclofen.knowledge import load_knowledge
from tests.records import NAMES, record_path
from tests.unit.exchange.build import read

CODES = load_knowledge().codes


@pytest.mark.parametrize(
    "name", ["baclophen", "Baclofene", "BACLOFÈNE 10mg", "bacloffen", "Lioresalt", "Gablophen"]
)
def test_near_names(name: str) -> None:
    assert is_spelt_like_baclofen(name, CODES)


def test_only_whole_names_of_other_scripts_are_compared_with() -> None:
    assert _compared(("Lioresal",), ("баклофен", "таблетки баклофен", "baclofenum")) == (
        "baclofen", "lioresal", "баклофен",
    )  # fmt: skip


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


@pytest.mark.parametrize(
    "name",
    [
        "Баклофен 10 мг", "таблетки баклофена", "Баклосан", "バクロフェン錠10mg",
        "ﾊﾞｸﾛﾌｪﾝ", "ギャバロン髄注",
        "巴氯芬片", "注射用巴氯芬", "貝可芬", "바클로펜정",
        "باكلوفين ١٠", "الباكلوفين", "باکلوفن", "בקלופן",
        "βακλοφαίνη", "μπακλοφένης", "บาโคลเฟน", "बैक्लोफेन", "ბაკლოფენის", "Բակլոֆեն",
        "b\u0430clofen", "Liorésal", "Baclocur", "Baclosal", "Stelax", "Liofen", "Lebic", "Pacifen",
    ],
)  # fmt: skip
def test_baclofen_in_any_script_and_under_its_brands(name: str) -> None:
    assert is_baclofen(CODES.medicine(name), name, CODES)


@pytest.mark.parametrize(
    "name",
    ["Диклофенак", "ацеклофенак", "ジクロフェナク", "双氯芬酸", "디클로페낙", "ديكلوفيناك",
     "דיקלופנק",
     "δικλοφαινάκη", "тизанидин", "Diclofen"],
)  # fmt: skip
def test_what_only_sounds_a_little_like_it_is_none(name: str) -> None:
    assert not is_baclofen(CODES.medicine(name), name, CODES)


def test_no_name_of_another_medicine_in_any_script_comes_near() -> None:
    index = CODES.medicines.names.meanings
    near = {
        name
        for name, meant in index.items()
        if "baclofen" not in meant and is_spelt_like_baclofen(name, CODES)
    }
    assert near == set()


def test_a_name_of_another_script_is_found_in_a_file_also_escaped() -> None:
    for raw in ('{"x": "принимает баклофен"}', '{"x": "バクロフェン"}'):
        assert is_in(raw.encode(), CODES)
        assert is_in(json.dumps(json.loads(raw)).encode(), CODES)
        # As it begins a sentence, and in capitals.
        for other in (raw.title(), raw.upper()):
            assert is_in(other.encode(), CODES)
            assert is_in(json.dumps(json.loads(other)).encode(), CODES)
    assert not is_in("диклофенак".encode(), CODES)
    assert is_spoken_of("принимает Баклофен", CODES)
    assert is_spoken_of("takes Clofen", CODES)
    assert not is_spoken_of("takes diclofenac", CODES)
