"""Every plan is a value: its inputs go through JSON unchanged and give the same plan again."""

from __future__ import annotations

import json

import pytest

from baclofen import codec
from baclofen.cli.plan import files_of, make_plan
from baclofen.errors import NotPlanned
from baclofen.exchange import inputs_in, origin_of
from baclofen.planning import PlanInputs
from tests.laws.crowd import K, person_and_request

SHARDS = 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_everyones_inputs_round_trip(shard: int) -> None:
    for seed in range(shard * 500, (shard + 1) * 500):
        who, request = person_and_request(seed)
        inputs = PlanInputs(patient=who, request=request, record_notes=(f"number {seed}",))
        made = codec.builtins(inputs)
        again = codec.read(PlanInputs, json.loads(codec.encode(inputs)), name="inputs")
        assert again == inputs, seed
        assert codec.builtins(again) == made, seed


@pytest.mark.parametrize("shard", range(SHARDS))
def test_everyones_plan_replays_to_the_last_byte(shard: int) -> None:
    planned = steps = 0
    for seed in range(shard * 60, (shard + 1) * 60):
        who, request = person_and_request(seed)
        inputs = PlanInputs(patient=who, request=request)
        try:
            made = make_plan(inputs, K)
        except NotPlanned:
            continue
        planned += 1
        steps += made.worked.forecast is not None
        kept = json.loads(made.text)
        assert kept["origin"] == origin_of(inputs, K)
        again = make_plan(inputs_in(kept["origin"]), K)
        assert again.text == made.text, seed
        assert files_of(again, K) == files_of(made, K), seed
    assert planned > 20
    assert steps > 0
