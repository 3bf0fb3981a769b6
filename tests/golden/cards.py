"""What random requests of hooks are answered, a few lines a card, kept as reviewed text.

    python -m tests.golden.cards        writes it anew; the diff is then reviewed
    python -m tests.golden.cards 17     one of them: what was asked, and its cards whole

As in `crowd`, what is too long for a line stands as a mark of its content.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

from baclofen.errors import BaclofenError
from tests.golden.plain import line
from tests.hook_requests import (
    MS,
    SPASTICITY,
    asked,
    cards,
    condition,
    creatinine,
    order,
    patient,
    prefetch,
    search,
)
from tests.unit.exchange.build import Json, day, dosage

KEPT = Path(__file__).parent / "cards.txt"
REQUESTS = 600
#: So many of them are one test.
PART = 60

_HOOKS = (
    "patient-view", "order-select", "order-sign", "order-sign", "order-sign", "medication-refill",
    "encounter-discharge",
)  # fmt: skip
_BACLOFEN = (
    ("Baclofen 10 MG Oral Tablet", "197391"), ("Baclofen 20 MG Oral Tablet", "197392"),
    ("Baclofen 5 MG Oral Tablet", "430902"), ("Lioresal", ""),
    ("baclofen 1 mg/mL oral solution", ""), ("baclofene", ""),
)  # fmt: skip
_BESIDE = (
    ("Sertraline 50 MG Oral Tablet", ""), ("Oxycodone 5 MG Oral Tablet", ""),
    ("Lorazepam 1 MG Oral Tablet", ""), ("gabapentin 300 mg", ""), ("ibuprofen 400 mg", ""),
    ("Apixaban 5 MG Oral Tablet", ""), ("Xyzzium", ""),
)  # fmt: skip
_ILL = (
    MS, SPASTICITY, condition("84757009", "Epilepsy"), condition("77386006", "Pregnancy"),
    condition("230690007", "Stroke"), condition("46177005", "End-stage renal disease"),
    condition("128188000", "Cerebral palsy"), condition("203082005", "Fibromyalgia"),
)  # fmt: skip
_BORN = (*["1974-05-01"] * 4, "1941-02-03", "2018-07-09", "1995")
_WORDS = (
    "10 mg three times daily", "5 mg TID for 3 days, then 10 mg TID", "stop", "as directed",
    "20 mg four times daily", "10 mg as needed for spasms", "1 tablet three times daily",
    "0.35 mg/day", "5 mL twice daily",
)  # fmt: skip
_SUPPLY: Json = {
    "dispenseRequest": {"expectedSupplyDuration": {"value": 28, "unit": "d"},
                        "validityPeriod": {"start": day(40), "end": day(-2)}},
}  # fmt: skip


def _given(r: Random) -> list[Json]:
    """The dosage of one order: coded, in words, with days, or several."""
    if r.random() < 0.25:
        return [{"text": r.choice(_WORDS)}]
    made = dosage(r.choice([5, 5, 10, 10, 15, 20, 25, 40]), frequency=r.choice([1, 2, 3, 3, 4]))
    if r.random() < 0.3:
        first, last = r.choice([(0, 6), (0, 60), (3, 30), (-90, 30), (-90, -3), (-90, 0)])
        made["timing"]["repeat"]["boundsPeriod"] = {"start": day(-first), "end": day(-last)}
    if r.random() < 0.1:
        made["asNeededBoolean"] = True
    if r.random() < 0.1:
        made["maxDosePerPeriod"] = {
            "numerator": {"value": r.choice([15, 80]), "unit": "mg"},
            "denominator": {"value": 1, "unit": "d"},
        }
    return [made]


def _pump(r: Random, id: str, status: str) -> Json:
    rate = {"value": r.choice([50, 100, 200, 240, 1200]), "unit": r.choice(["mcg/day", "mcg/h"])}
    route = {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}]}
    given = {"doseAndRate": [{"rateQuantity": rate}], "route": route}
    name = r.choice([500, 2000])
    return order(
        id, f"Baclofen {name} mcg/mL intrathecal solution", "", status=status,
        dosageInstruction=[given],
    )  # fmt: skip


def _order(r: Random, id: str, status: str, names: Iterable[tuple[str, str]]) -> Json:
    name, code = r.choice(list(names))
    more: Json = {"authoredOn": day(r.choice([0, 0, 3, 60, 200]))}
    if r.random() < 0.15:
        more |= _SUPPLY
    return order(id, name, code, status=status, dosageInstruction=_given(r), **more)


def request(seed: int) -> tuple[Json, str]:
    """One of endlessly many requests, and the label it is judged under."""
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    held: list[Json] = []
    if r.random() < 0.6:
        status = r.choice(["active", "active", "active", "on-hold", "stopped", "completed"])
        runs = _pump(r, "m1", status) if r.random() < 0.2 else _order(r, "m1", status, _BACLOFEN)
        held.append(runs)
    if r.random() < 0.1:
        held.append(_order(r, "m2", "active", _BACLOFEN))
    held += [_order(r, f"b{n}", "active", _BESIDE) for n in range(r.choice([0, 1, 1, 2]))]
    made = prefetch(
        *held, patient=patient(birthDate=r.choice(_BORN)),
        conditions=search(MS, SPASTICITY, *(r.sample(_ILL[2:], 1) if r.random() < 0.35 else ())),
        observations=search(creatinine(r.choice([0.8, 0.8, 0.8, 0.9, 0.9, 1.4, 2.6, 6.0]))),
        devices=r.choice([None, search({"resourceType": "Device", "status": "active",
                                        "type": {"text": "SynchroMed II"}})]),
        allergies=r.choice([None, None, search()]),
    )  # fmt: skip
    if r.random() < 0.1:
        made[r.choice(["medications", "conditions", "observations"])] = {
            "resourceType": "OperationOutcome", "issue": [{"severity": "error"}],
        }  # fmt: skip
    elif r.random() < 0.1:
        made.pop(r.choice(["medications", "devices", "allergies", "observations"]))
    drafts = []
    for n in range(r.choice([0, 1, 1, 1, 2])):
        status = r.choice(["draft", "draft", "draft", "active", "stopped", "on-hold"])
        id = r.choice(["m1", f"o{n}", f"o{n}"]) if n == 0 else f"o{n}"
        kind = r.random()
        if kind < 0.15:
            drafted = _pump(r, id, status)
        else:
            drafted = _order(r, id, status, _BACLOFEN if kind < 0.75 else _BESIDE)
        if r.random() < 0.3:
            drafted["priorPrescription"] = {"reference": "MedicationRequest/m1"}
        drafts.append(drafted)
    return asked(r.choice(_HOOKS), made, *drafts), r.choice(["US", "US", "UK", "DE"])


def answer(seed: int) -> list[dict[str, Any]]:
    """The cards of one request; of a refusal its words."""
    told, where = request(seed)
    try:
        found = cards(told, jurisdiction=where)
    except BaclofenError as refusal:
        return [{"refused": str(refusal)}]
    return [
        {"order": c.order, "verdict": c.verdict, "rules": list(c.rules), "card": c.as_json()}
        for c in found
    ]


def text(seeds: Iterable[int]) -> str:
    """The lines of these requests."""
    out = []
    for seed in seeds:
        out.append(f"request {seed}")
        for place, one in enumerate(answer(seed), start=1):
            if "refused" in one:
                out.append(line("refused", one["refused"]))
                continue
            card = one["card"]
            head = f"{card['indicator']}, {one['verdict']}: {card['summary']}"
            out.append(line(f"{place} {one['order']}", head))
            out.append(line(f"{place} rules", " ".join(one["rules"])))
            out.append(line(f"{place} offers", card.get("suggestions", [])))
            out.append(line(f"{place} all", card))
    return "\n".join(out) + "\n"


def kept(seeds: range) -> str:
    """The lines that are kept of these requests, which follow each other."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    first = lines.index(f"request {seeds[0]}")
    after = f"request {seeds[-1] + 1}"
    last = lines.index(after) if after in lines else len(lines)
    return "\n".join(lines[first:last]) + "\n"


def write() -> None:
    """The whole table, anew."""
    KEPT.write_text(text(range(REQUESTS)), encoding="utf-8")


if __name__ == "__main__":
    if asked_for := sys.argv[1:]:
        seed = int(asked_for[0])
        print(json.dumps({"asked": request(seed), "cards": answer(seed)}, indent=1, default=str))
    else:
        write()
