"""Every name that a room offers is there: a home left out of a list would be found by its user."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.bite.warm import ROOMS


@pytest.mark.parametrize("room", [*ROOMS, "answering"])
def test_each_name_of_a_room_is_there(room: str) -> None:
    module = import_module(f"baclofen.{room}")
    assert len(module.__all__) > 10
    for name in module.__all__:
        assert getattr(module, name) is not None, name
