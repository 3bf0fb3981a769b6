"""For machines: patients from FHIR R4 Bundles or TOML, NM-TRAN event tables, plans to replay,
studies to add to the evidence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.exchange.devices import Confirmation, device_with, read_confirmations
from baclofen.exchange.files import parse_json, read_json, read_text
from baclofen.exchange.frozen import freeze, thaw
from baclofen.exchange.record import Record, read_patient, read_table
from baclofen.exchange.typed_modes import device_name

if TYPE_CHECKING:
    from baclofen.exchange.nmtran import (
        NmtranTable,
        Subject,
        format_nmtran,
        parse_nmtran,
        read_nmtran,
        readings_of,
    )
    from baclofen.exchange.plan_file import INPUTS_FORMAT, inputs_in, origin_of
    from baclofen.exchange.studies import read_studies

__all__ = [
    "INPUTS_FORMAT",
    "Confirmation",
    "NmtranTable",
    "Record",
    "Subject",
    "device_name",
    "device_with",
    "format_nmtran",
    "freeze",
    "inputs_in",
    "origin_of",
    "parse_json",
    "parse_nmtran",
    "read_confirmations",
    "read_json",
    "read_nmtran",
    "read_patient",
    "read_studies",
    "read_table",
    "read_text",
    "readings_of",
    "thaw",
]
#: What needs the engine or a plan, and with it NumPy: a command that only reads does without.
_LATE = {
    **dict.fromkeys(
        ("NmtranTable", "Subject", "format_nmtran", "parse_nmtran", "read_nmtran", "readings_of"),
        "nmtran",
    ),
    **dict.fromkeys(("INPUTS_FORMAT", "inputs_in", "origin_of"), "plan_file"),
    "read_studies": "studies",
}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(f"baclofen.exchange.{_LATE[name]}"), name)
    raise AttributeError(name)
