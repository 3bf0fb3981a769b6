"""A constant of a module of tests that is changed in place is named, by the file that did it."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests import hook_requests
from tests.shared import Shared


def test_what_is_changed_in_place_is_named_once() -> None:
    module = ModuleType("m")
    vars(module).update(
        ORDER={"dose": [{"mg": 10}]}, PAIR=({"a": 1}, {"b": 2}), WORDS=["a"], MADE={}, TEXT="x"
    )
    shared = Shared({"m": module})
    assert shared.damaged() == []
    module.ORDER["dose"][0]["mg"] = 1000
    module.PAIR[1]["b"] = 3
    module.WORDS.append("b")
    module.MADE["kept"] = 1
    assert shared.damaged() == ["m.ORDER", "m.PAIR", "m.WORDS"]
    assert shared.damaged() == []


def test_requests_that_tests_ask_with_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Shared({"tests.hook_requests": hook_requests})
    assert shared.damaged() == []
    monkeypatch.setitem(hook_requests.RUNNING, "status", "damaged")
    assert shared.damaged() == ["tests.hook_requests.RUNNING"]
