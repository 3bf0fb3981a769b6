"""For machines: reading a patient from a FHIR R4 Bundle or a small TOML file."""

from baclofen.exchange.record import Record, read_patient

__all__ = ["Record", "read_patient"]
