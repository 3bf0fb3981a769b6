"""CDS Hooks 2.0: requests read, judged, and answered with cards. Pure: nothing is fetched here."""

from __future__ import annotations

from baclofen.exchange.hooks.card import Card
from baclofen.exchange.hooks.made import cards_of
from baclofen.exchange.hooks.record import (
    FAILED,
    Record,
    lacking_keys,
    matches_of,
    record_of,
    total_of,
)
from baclofen.exchange.hooks.request import HookRequest, read_request
from baclofen.exchange.hooks.schema import HOOK_SCHEMAS
from baclofen.exchange.hooks.services import (
    HOOK_SERVICE,
    PREFETCH_TYPES,
    discovery,
    filled,
    type_of,
)

__all__ = [
    "FAILED",
    "HOOK_SCHEMAS",
    "HOOK_SERVICE",
    "PREFETCH_TYPES",
    "Card",
    "HookRequest",
    "Record",
    "cards_of",
    "discovery",
    "filled",
    "lacking_keys",
    "matches_of",
    "read_request",
    "record_of",
    "total_of",
    "type_of",
]
