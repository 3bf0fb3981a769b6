"""A sample of each campaign, and that a campaign can fail."""

from __future__ import annotations

from random import Random

import pytest

from baclofen.errors import InputRefused
from tests.fuzz import answers, devices, fhir, hooks, nmtran, studies, typed
from tests.fuzz.campaign import Target, main, try_many, wrong_with

CAMPAIGNS = {
    "fhir": (fhir.TARGET, 300), "typed": (typed.TARGET, 500), "devices": (devices.TARGET, 500),
    "answers": (answers.TARGET, 200), "nmtran": (nmtran.TARGET, 400),
    "studies": (studies.TARGET, 150), "hooks": (hooks.TARGET, 300),
}  # fmt: skip


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_damaged_inputs_are_refused_by_name_or_read(name: str) -> None:
    target, count = CAMPAIGNS[name]
    assert try_many(target, range(count)) == []


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_some_inputs_are_read_and_some_are_refused(name: str) -> None:
    target, _ = CAMPAIGNS[name]
    came = set()
    for seed in range(60):
        try:
            target.read(target.made(Random(seed)))  # noqa: S311 - a seed for tests
            came.add("read")
        except InputRefused:
            came.add("refused")
    assert came == {"read", "refused"}


def _crashes(given: int) -> int:
    if given % 3 == 0:
        raise ZeroDivisionError("by three")
    return given


def _made(rng: Random) -> int:
    return rng.randint(0, 100)


def _odd(found: int) -> list[str]:
    return ["odd"] if found % 2 else []


BROKEN = Target(_made, _crashes, _odd)


# Where another test has loaded JAX it warns of the processes that share the work.
@pytest.mark.filterwarnings(r"ignore:os\.fork\(\) was called:RuntimeWarning")
def test_a_crash_and_a_wrong_value_are_failures(capsys: pytest.CaptureFixture[str]) -> None:
    said = {wrong_with(BROKEN, seed) for seed in range(100)}
    assert said == {"", "odd", "ZeroDivisionError: by three"}
    assert main(BROKEN, ["100"]) == 1
    out = capsys.readouterr().out.splitlines()
    failed = sum(line.startswith("FAIL ") for line in out)
    assert out[-1] == f"{100 - failed} passed, {failed} failed"
    assert 0 < failed < 100
