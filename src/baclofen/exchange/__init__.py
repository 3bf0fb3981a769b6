"""For machines: a patient from a FHIR R4 Bundle or TOML file; event tables as NM-TRAN CSV; studies
to add to the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from baclofen.exchange.files import read_json, read_text
from baclofen.exchange.record import Record, read_patient, read_table

if TYPE_CHECKING:
    from baclofen.exchange.nmtran import Subject, format_nmtran, parse_nmtran, read_nmtran
    from baclofen.exchange.studies import read_studies

__all__ = [
    "Record",
    "Subject",
    "format_nmtran",
    "parse_nmtran",
    "read_json",
    "read_nmtran",
    "read_patient",
    "read_studies",
    "read_table",
    "read_text",
]


def __getattr__(name: str) -> Any:
    if name == "read_studies":
        from baclofen.exchange.studies import read_studies

        return read_studies
    # Event tables need the engine, and it NumPy: a command that reads a file does without.
    if name in __all__:
        from baclofen.exchange import nmtran

        return getattr(nmtran, name)
    raise AttributeError(name)
