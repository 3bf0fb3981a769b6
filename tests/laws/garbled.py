"""One entry of a typed file or a record with its content spoilt: a wrong type, a negated number, an
unknown unit, a wrong code, a text cut short, a type that is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

Json = dict[str, Any]
#: What stands for nothing in any list.
NONSENSE = "zzqx"


def typed_garbles(table: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Each key of a table, and of its tables, spoilt in each way; named by the key."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            for name, inner in typed_garbles(value):
                yield f"{key}.{name}", {**table, key: inner}
            continue
        for spoilt in _spoilt(value):
            yield key, {**table, key: spoilt}


def _spoilt(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield from (NONSENSE, 7)
    elif isinstance(value, int | float):
        yield from (-value or -1, NONSENSE, [value])
    elif isinstance(value, str):
        yield from (7, value[: len(value) // 2], NONSENSE, f"{value} {NONSENSE}")
    elif isinstance(value, list):
        yield 7
        for at, one in enumerate(value):
            if isinstance(one, str):
                for spoilt in (7, one[: len(one) // 2], NONSENSE):
                    yield [*value[:at], spoilt, *value[at + 1 :]]


def record_garbles(resource: Json) -> Iterator[Json]:
    """A resource with its content spoilt in each way; what is said of it besides stays."""
    yield {**resource, "resourceType": NONSENSE}
    concept = next((k for k in ("code", "medicationCodeableConcept") if k in resource), None)
    if concept is not None:
        for name, value in resource[concept].items():
            if name == "text":
                for words in (value[: len(value) // 2], NONSENSE):
                    yield _with(resource, [concept, name], words)
            elif resource["resourceType"] != "Observation":
                # A laboratory has ten thousand codes: of one that is not known nothing is lost
                # but that result, which is then asked for where it decides.
                yield _with(resource, [concept, name, 0, "code"], NONSENSE)
    if "valueQuantity" in resource:
        quantity = resource["valueQuantity"]
        yield _with(resource, ["valueQuantity"], {**quantity, "value": -quantity["value"]})
        yield _with(resource, ["valueQuantity"], {**quantity, "value": NONSENSE})
        unknown = {"unit": NONSENSE, "code": NONSENSE}
        yield _with(resource, ["valueQuantity"], {**quantity, **unknown})
        yield _with(
            resource, ["valueQuantity"], {k: v for k, v in quantity.items() if k != "value"}
        )


def _with(resource: Json, path: list[Any], value: Any) -> Json:
    made = deepcopy(resource)
    inner: Any = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return made
