"""Every answer is a value: its inputs go through JSON unchanged and give the same answer again."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from baclofen import codec
from baclofen.answering import (
    Answer,
    AssessInputs,
    Given,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    answer_json,
    replay,
)
from baclofen.errors import InputRefused, NotPlanned
from baclofen.patient import Entry
from baclofen.reporting import compose, files_of
from tests.laws.crowd import K, person_and_request
from tests.size import people

SHARDS, EACH, FEW = 4, people(24), people(9)
DOORS = (AssessInputs, PlanInputs, TaperInputs, ScreenInputs, PumpInputs)
READ = (
    Entry("Condition/1", "condition", "unheard of", "unread", alarms=("epilepsy",)),
    Entry("age_y", "key", "52", "read", ("age", "age_known")),
    Entry("Encounter/1", "resource", "Encounter", "harmless", because="silent", count=3),
)


def everyones(seed: int) -> list[Inputs]:
    """What this seed's person asks, at every door that takes such a request."""
    who, request = person_and_request(seed)
    made: list[Inputs] = []
    for door in DOORS:
        try:
            made.append(
                door(
                    patient=who,
                    request=request,
                    entries=READ[: seed % 4],
                    notes=(f"number {seed}",),
                    answers=(Given("age_y", "52"),) * (seed % 2),
                    seed=seed,
                )
            )  # fmt: skip
        except InputRefused:
            assert door is TaperInputs
            assert request.kind not in ("taper", "stop")
    return made


@pytest.mark.parametrize("shard", range(SHARDS))
def test_everyones_inputs_round_trip(shard: int) -> None:
    met: Counter[str] = Counter()
    for seed in range(shard * 500, (shard + 1) * 500):
        for inputs in everyones(seed):
            made = codec.builtins(inputs)
            # Read as any of the five: the door is told by the file itself.
            again: Inputs = codec.read(Inputs, json.loads(codec.encode(inputs)), name="inputs")
            assert again == inputs, seed
            assert codec.builtins(again) == made, seed
            met[type(inputs).__name__] += 1
    assert set(met) == {door.__name__ for door in DOORS}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_everyones_answer_replays_to_the_last_byte(shard: int) -> None:
    met: Counter[str] = Counter()
    for seed in range(shard * EACH, (shard + 1) * EACH):
        for inputs in everyones(seed):
            try:
                made = answer(inputs, K)
            except NotPlanned:
                continue
            met[type(inputs).__name__] += 1
            met["forecast"] += made.forecast is not None
            same_again(made, inputs, seed)
    assert met["AssessInputs"] == EACH
    assert met["PlanInputs"] > EACH / 3
    assert met["forecast"] > 0


@pytest.mark.parametrize("door", [ScreenInputs, PumpInputs, TaperInputs])
def test_what_few_ask_for_replays_too(door: type[Inputs]) -> None:
    met = 0
    for seed in range(1000, 1400, 2):
        for inputs in everyones(seed):
            if isinstance(inputs, door) and met < FEW:
                try:
                    made = answer(inputs, K)
                except NotPlanned:
                    continue
                met += 1
                same_again(made, inputs, seed)
    assert met == FEW


def same_again(made: Answer, inputs: Inputs, seed: int) -> None:
    text = answer_json(made, K)
    got = replay(text.encode(), K)
    assert (got.how, got.differences) == ("same", ()), seed
    again: Inputs = codec.read(Inputs, json.loads(text)["origin"]["inputs"], name="inputs")
    assert again == inputs, seed
    if seed % 5 == 0 and not isinstance(inputs, AssessInputs):
        one, two = made, answer(again, K)
        assert files_of(one, compose(one, K), K) == files_of(two, compose(two, K), K), seed
