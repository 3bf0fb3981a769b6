"""For machines: a patient from a FHIR R4 Bundle or TOML file; event tables as NM-TRAN CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from baclofen.exchange.devices import Confirmation, device_with, read_confirmations
from baclofen.exchange.files import read_json, read_text
from baclofen.exchange.record import Record, read_patient, read_table
from baclofen.exchange.typed_modes import device_name

if TYPE_CHECKING:
    from baclofen.exchange.nmtran import Subject, format_nmtran, parse_nmtran, read_nmtran

__all__ = [
    "Confirmation",
    "Record",
    "Subject",
    "device_name",
    "device_with",
    "format_nmtran",
    "parse_nmtran",
    "read_confirmations",
    "read_json",
    "read_nmtran",
    "read_patient",
    "read_table",
    "read_text",
]


def __getattr__(name: str) -> Any:
    # Event tables need the engine, and it NumPy: a command that reads a file does without.
    if name in __all__:
        from baclofen.exchange import nmtran

        return getattr(nmtran, name)
    raise AttributeError(name)
