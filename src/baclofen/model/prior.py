"""What is thought of anyone's parameters before data: read from the facts of each link.

The spreads of `syndrome.fibromyalgia.s` are `syndrome.fibromyalgia.omega.s`, or what all
syndromes share, `syndrome.omega.s`; so are its limits.
"""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.knowledge import Fact, Knowledge
from baclofen.model.independent import Independent
from baclofen.model.link import Link
from baclofen.model.parameter import Parameter, Scale

#: The scale a spread is on, by the unit its fact has.
_SCALES: dict[str, Scale] = {"log SD": "log", "logit SD": "logit", "SD": "normal"}


def prior(links: Iterable[Link], known: Knowledge) -> Independent:
    """The first belief about all parameters of these links."""
    named = {name: link.fact_of(name) for link in links for name in link.parameters}
    return Independent(tuple(_parameter(name, id, known) for name, id in named.items()))


def _parameter(name: str, id: str, known: Knowledge) -> Parameter:
    omega, rse, limits = (_about(id, kind, known) for kind in ("omega", "rse", "limits"))
    return Parameter(
        name,
        known.number(id),
        tuple(fact.id for fact in (known.facts[id], omega, rse) if fact is not None),
        omega=known.number(omega.id) if omega else 0.0,
        rse=known.number(rse.id) if rse else 0.0,
        scale=_scale(known.facts[id], omega, rse),
        limits=_pair(known.numbers(limits.id)) if limits else (None, None),
    )


def _about(id: str, kind: str, known: Knowledge) -> Fact | None:
    """The fact `<family>.<kind>.<name>` of this family, or of one it belongs to."""
    family, _, last = id.rpartition(".")
    while family:
        found = known.facts.get(f"{family}.{kind}.{last}")
        if found is not None:
            return found
        family = family.rpartition(".")[0]
    return None


def _pair(numbers: tuple[float, ...]) -> tuple[float, float]:
    low, high = numbers
    return low, high


def _scale(fact: Fact, omega: Fact | None, rse: Fact | None) -> Scale:
    for spread in (omega, rse):
        if spread is not None and spread.unit in _SCALES:
            return _SCALES[spread.unit]
    return "logit" if fact.unit == "fraction" else "log"
