"""For machines: patients from FHIR R4 Bundles or TOML, answers as FHIR R4, NM-TRAN event tables,
studies to add to the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.exchange.answers import with_answers
from baclofen.exchange.devices import Confirmation, device_with, read_confirmations
from baclofen.exchange.files import (
    decode,
    parse_json,
    parse_toml,
    read_bytes,
    read_json,
    read_text,
)
from baclofen.exchange.levels import BaclofenLevel, is_poisoning, level_notes, shown_by
from baclofen.exchange.measured import InWords, in_words
from baclofen.exchange.reading import Reading, read_patient, read_table
from baclofen.exchange.single_doses import (
    POISONED,
    Doubt,
    SingleDose,
    Swallowed,
    as_expected,
    as_unclear,
    day_sums,
    last_gap,
    not_taken_up,
    of_evenings,
    swallowed,
    taken_otherwise,
)
from baclofen.exchange.typed_modes import device_name
from baclofen.exchange.typed_values import toml_value, yes_or_no
from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.exchange.fhir.follow_up import FollowUp, read_follow_up
    from baclofen.exchange.fhir.out import fhir_of
    from baclofen.exchange.hooks import (
        FAILED,
        HOOK_SCHEMAS,
        HOOK_SERVICE,
        PREFETCH_TYPES,
        Card,
        HookRequest,
        cards_of,
        discovery,
        filled,
        lacking_keys,
        matches_of,
        read_request,
        record_of,
        total_of,
        type_of,
    )
    from baclofen.exchange.nmtran import (
        NmtranTable,
        Subject,
        format_nmtran,
        parse_nmtran,
        read_nmtran,
        readings_of,
    )
    from baclofen.exchange.studies import read_studies

__all__ = [
    "FAILED",
    "HOOK_SCHEMAS",
    "HOOK_SERVICE",
    "POISONED",
    "PREFETCH_TYPES",
    "BaclofenLevel",
    "Card",
    "Confirmation",
    "Doubt",
    "FollowUp",
    "HookRequest",
    "InWords",
    "NmtranTable",
    "Reading",
    "SingleDose",
    "Subject",
    "Swallowed",
    "as_expected",
    "as_unclear",
    "cards_of",
    "day_sums",
    "decode",
    "device_name",
    "device_with",
    "discovery",
    "fhir_of",
    "filled",
    "format_nmtran",
    "in_words",
    "is_poisoning",
    "lacking_keys",
    "last_gap",
    "level_notes",
    "matches_of",
    "not_taken_up",
    "of_evenings",
    "parse_json",
    "parse_nmtran",
    "parse_toml",
    "read_bytes",
    "read_confirmations",
    "read_follow_up",
    "read_json",
    "read_nmtran",
    "read_patient",
    "read_request",
    "read_studies",
    "read_table",
    "read_text",
    "readings_of",
    "record_of",
    "shown_by",
    "swallowed",
    "taken_otherwise",
    "toml_value",
    "total_of",
    "type_of",
    "with_answers",
    "yes_or_no",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "fhir.out": ("fhir_of",),
            "hooks": (
                "FAILED", "HOOK_SCHEMAS", "HOOK_SERVICE", "PREFETCH_TYPES", "Card", "HookRequest",
                "cards_of", "discovery", "filled", "lacking_keys", "matches_of", "read_request",
                "record_of", "total_of", "type_of",
            ),
            "nmtran": (
                "NmtranTable", "Subject", "format_nmtran", "parse_nmtran", "read_nmtran",
                "readings_of",
            ),
            "fhir.follow_up": ("FollowUp", "read_follow_up"),
            "studies": ("read_studies",),
        },
    )  # fmt: skip
