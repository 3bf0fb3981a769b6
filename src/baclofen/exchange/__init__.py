"""For machines: reading a patient from a FHIR R4 Bundle or a small TOML file."""

from baclofen.exchange.files import read_json
from baclofen.exchange.record import Record, read_patient

__all__ = ["Record", "read_json", "read_patient"]
