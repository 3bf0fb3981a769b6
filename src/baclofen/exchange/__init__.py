"""For machines: patients from FHIR R4 Bundles or TOML, NM-TRAN event tables, plans to replay,
studies to add to the evidence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.exchange.answers import with_answers
from baclofen.exchange.devices import Confirmation, device_with, read_confirmations
from baclofen.exchange.files import parse_json, read_bytes, read_json, read_text
from baclofen.exchange.reading import Reading, read_patient, read_table
from baclofen.exchange.typed_modes import device_name

if TYPE_CHECKING:
    from baclofen.exchange.nmtran import Subject, format_nmtran, parse_nmtran, read_nmtran
    from baclofen.exchange.studies import read_studies

__all__ = [
    "Confirmation",
    "Reading",
    "Subject",
    "device_name",
    "device_with",
    "format_nmtran",
    "parse_json",
    "parse_nmtran",
    "read_bytes",
    "read_confirmations",
    "read_json",
    "read_nmtran",
    "read_patient",
    "read_studies",
    "read_table",
    "read_text",
    "with_answers",
]
#: What needs the engine or a plan, and with it NumPy: a command that only reads does without.
_LATE = {
    **dict.fromkeys(("Subject", "format_nmtran", "parse_nmtran", "read_nmtran"), "nmtran"),
    "read_studies": "studies",
}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(f"baclofen.exchange.{_LATE[name]}"), name)
    raise AttributeError(name)
