"""Requests of hooks, damaged: refused by name or answered with cards that keep every rule.

python -m tests.fuzz.hooks 20000
"""

from __future__ import annotations

import copy
import json
import sys
from random import Random
from typing import Any

from baclofen.exchange import Card, cards_of, read_request, record_of
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import VALUES, odd_text, place_in, scratched
from tests.hook_requests import (
    MS,
    RUNNING,
    SERTRALINE,
    SPASTICITY,
    asked,
    broken_rules,
    creatinine,
    order,
    prefetch,
    search,
)
from tests.people import TODAY, known
from tests.records.hooks import OVERLAYS

_HOOKS = ("patient-view", "order-select", "order-sign", "medication-refill", "encounter-discharge")
_KEYS = ("prefetch", "context", "draftOrders", "resourceType", "subject", "id", "status", "entry")


def made(rng: Random) -> bytes:
    """A request of one of the hooks as bytes: mostly damaged in one to three places."""
    # A copy of its own: what the other tests ask with is never damaged.
    request = json.loads(rng.choice(list(OVERLAYS.values())) if rng.random() < 0.1
                         else json.dumps(_own(rng)))  # fmt: skip
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        _damage(request, rng)
    text = json.dumps(request, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.15:
        text = scratched(text, rng)
    return text.encode("utf-8", "surrogatepass")


def _own(rng: Random) -> dict[str, Any]:
    held = prefetch(
        *rng.sample([RUNNING, SERTRALINE, order("m3", "Oxycodone 5 MG Oral Tablet", "")], 2),
        kidney=rng.choice([0.8, 3.5]), conditions=search(*rng.sample([MS, SPASTICITY], 1)),
        observations=search(creatinine(rng.choice([0.8, 1.6, 3.5]))),
    )  # fmt: skip
    for key in rng.sample(sorted(held), rng.choice([0, 0, 1, 2])):
        if rng.random() < 0.5:
            del held[key]
        else:
            held[key] = rng.choice([None, {"resourceType": "OperationOutcome", "issue": []}])
    name, code = rng.choice(
        [("Baclofen 10 MG Oral Tablet", "197391"), ("Aspirin 81mg", "197391"), ("Lioresal", ""),
         ("Diazepam 5 MG Oral Tablet", "")]
    )  # fmt: skip
    orders = [
        order(f"o{number}", name, code, mg=rng.choice([5, 10, 20, 80]), times=rng.choice([1, 3, 4]),
              status=rng.choice(["draft", "active", "stopped", "on-hold"]))
        for number in range(rng.choice([0, 1, 1, 2]))
    ]  # fmt: skip
    return asked(rng.choice(_HOOKS), held, *orders)


def _damage(raw: Any, rng: Random) -> None:
    """One value somewhere inside is taken out, doubled, renamed or put into another's place."""
    if (found := place_in(raw, rng, deeper=0.85)) is None:
        return
    at, key = found
    inside, kind = at[key], rng.random()
    if kind < 0.25:
        del at[key]
    elif kind < 0.4 and isinstance(at, dict):
        at[rng.choice(_KEYS)] = inside
    elif kind < 0.5 and isinstance(at, list):
        at.append(copy.deepcopy(inside))
    elif kind < 0.6 and isinstance(inside, int | float) and abs(inside) < 1e300:
        at[key] = inside * rng.choice([0, -1, 1e-9, 1000, 1e300])
    else:
        at[key] = copy.deepcopy(rng.choice(VALUES)) if rng.random() < 0.6 else odd_text(rng)


def read(raw: bytes) -> tuple[int, tuple[Card, ...]]:
    """How many orders the request has, and its cards."""
    request, _ = read_request(raw)
    record = record_of(request, {})
    if not record.has_patient:
        return 0, ()
    cards = cards_of(
        request, record, known(), today=TODAY, jurisdiction="US", url="https://cds.example"
    )
    return len(request.orders), cards


def wrong(found: tuple[int, tuple[Card, ...]]) -> list[str]:
    """Every rule of CDS Hooks holds, no order has two cards, and what contraindicates is critical
    and offers nothing for the order to be changed to."""
    orders, cards = found
    answer = {"cards": [json.loads(json.dumps(card.as_json())) for card in cards]}
    said = broken_rules(answer)
    if len({card.order for card in cards}) < len(cards):
        said.append(f"{len(cards)} cards about {orders} orders")
    for card in cards:
        if card.verdict in ("contraindicated", "emergency") and card.indicator != "critical":
            said.append(f"{card.verdict} is only {card.indicator}")
        if card.verdict == "needs-info" and card.suggestion is not None and card.order:
            said.append("an order is offered although a question blocks")
    return said


TARGET = Target(made, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))
