"""How a medicine is given: into the spinal canal it counts as that too; on skin or eye, as ever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge, Recognised


def route_notes(medicines: Iterable[tuple[str, Recognised]], known: Knowledge) -> tuple[str, ...]:
    """What a route in the name of a medicine led to, where a rule speaks of the medicine.

    Little of what is put on skin or eye reaches the blood, but how much nobody here can say: the
    safer reading is that it was swallowed.
    """
    spinal: list[str] = []
    local: list[str] = []
    for name, taken_for in medicines:
        if not taken_for.classes & known.classes_spoken_of or "target" in taken_for.classes:
            continue
        routes = known.codes.routes_in(name)
        if "spinal" in routes:
            spinal.append(name)
        elif routes:
            local.append(name)
    notes = []
    if spinal:
        notes.append(
            f"Given into the spinal canal, and counted as such beside its class: {listed(spinal)}."
        )
    if local:
        notes.append(
            "Put on the skin or into the eye, and counted as if it were swallowed, the safer "
            f"reading: {listed(local)}."
        )
    return tuple(notes)


#: A pump, in the languages of the names.
_PUMP = re.compile(
    r"\bintra-?thecal|\bpump(?:s|e|en)?\b|\bpompes?\b|\bpompa\b|\bbombas?\b", re.IGNORECASE
)


def is_by_pump(words: str, known: Knowledge) -> bool:
    """Whether words about baclofen say that it goes into the spinal canal."""
    return bool(_PUMP.search(words)) or "spinal" in known.codes.routes_in(words)


def route_of_brand(words: str, known: Knowledge) -> Literal["oral", "intrathecal"] | None:
    """The route of a brand that is made for one route only."""
    brands = {(p.brand.lower(), p.route) for p in known.codes.products.values() if p.brand}
    found = {(brand, route) for brand, route in brands if brand in words.lower()}
    if len(found) != 1:
        return None
    brand, route = found.pop()
    if any(other != brand and other.startswith(brand) for other, _ in brands):
        return None
    return "intrathecal" if route == "intrathecal" else "oral"
