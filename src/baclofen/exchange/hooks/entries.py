"""A record without some of its resources, whether they stand alone or in a bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from baclofen.exchange.hooks.request import Json


def without(resources: Iterable[Json], is_gone: Callable[[Json], bool]) -> tuple[Json, ...]:
    """The resources but those that are gone; a bundle stays, with what is left of its entries."""
    kept = (_left(one, is_gone) for one in resources if not is_gone(one))
    return tuple(kept)


def is_named(resource: Json, gone: set[tuple[str, Any]]) -> bool:
    """Whether a resource is one of those. An id that is no text names none: it is refused later."""
    kind, id = resource.get("resourceType"), resource.get("id")
    return isinstance(kind, str) and isinstance(id, str) and (kind, id) in gone


def _left(resource: Json, is_gone: Callable[[Json], bool]) -> Json:
    entries = resource.get("entry")
    if resource.get("resourceType") != "Bundle" or not isinstance(entries, list):
        return resource
    kept = [entry for entry in entries if not _holds(entry, is_gone)]
    fewer, total = len(entries) - len(kept), resource.get("total")
    if not fewer:
        return resource
    told = {"total": total - fewer} if isinstance(total, int) else {}
    return {**resource, "entry": kept, **told}


def _holds(entry: Any, is_gone: Callable[[Json], bool]) -> bool:
    inner = entry.get("resource") if isinstance(entry, dict) else None
    return isinstance(inner, dict) and is_gone(inner)
