"""keys.toml holds exactly the keys that a typed patient may hold, and each says what it does."""

from __future__ import annotations

import pytest

from baclofen.assessment import KINDS
from baclofen.errors import InputRefused
from baclofen.exchange import read_patient, typed, typed_orders
from baclofen.knowledge import Key
from baclofen.patient import UNREAD_ANSWERS
from baclofen.regimen import ALARMS, ORIGINS, SETTINGS, SHAPES, STAGES, TUBES
from tests.people import TODAY, known

K = known()
TAKES = {"number", "text", "flag", "date", "names", "dose", "table"}


def test_the_keys_are_those_that_are_read() -> None:
    own = {name for name in K.keys if "." not in name}
    assert own == typed.KEYS - typed_orders.TABLES
    by_table: dict[str, set[str]] = {}
    for name in K.keys:
        if "." in name:
            table, key = name.split(".")
            by_table.setdefault(table, set()).add(key)
    assert by_table == {name: set(keys) for name, keys in typed_orders._KEYS.items()}


@pytest.mark.parametrize("key", K.keys.values(), ids=lambda k: k.id)
def test_each_key_says_what_it_takes_and_where_it_goes(key: Key) -> None:
    assert key.says
    assert key.takes in TAKES
    # It fills fields that rules see, is read by rules in the code, or is information only; one that
    # waits for its rule is both.
    assert key.fills or key.read_by or key.information
    if key.information and not key.information.startswith("waits: "):
        assert key.fills == key.read_by == ()
    for name in key.fills:
        assert name.split(".")[0] in K.fields, name
    for id in key.read_by:
        K.about(id)


def test_words_of_keys_are_those_that_are_accepted() -> None:
    words = {name: key.words for name, key in K.keys.items() if key.words}
    assert words["request"] == KINDS
    assert words["unread"] == UNREAD_ANSWERS
    assert words["pump.stage"] == STAGES
    assert words["taper.shape"] == SHAPES
    assert words["oral.tube"] == TUBES
    for name in ("oral.setting", "screening.setting", "pump.setting"):
        assert words[name] == SETTINGS
    for name in ("screening.origin", "pump.origin"):
        assert words[name] == ORIGINS
    assert words["pump.interruption"] == (*typed_orders._OVER, typed_orders._STANDS)
    assert words["pump.alarm"] == ALARMS


@pytest.mark.parametrize("takes", ["number", "flag", "date", "text"])
def test_a_key_takes_what_it_says_and_refuses_the_rest(takes: str) -> None:
    """A value of another type is refused by the name of the key."""
    wrong = {"number": True, "flag": "perhaps", "date": "soon", "text": 3.5}[takes]
    for name, key in K.keys.items():
        if key.takes == takes and "." not in name:
            with pytest.raises(InputRefused, match=name.split("_mg")[0].split("_umol")[0]):
                read_patient({name: wrong}, known=K, today=TODAY)
