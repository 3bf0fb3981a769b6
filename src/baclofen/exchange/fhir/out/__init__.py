"""An answer as FHIR R4: what is decided, as resources that a record system can take.

Made from decisions, never from sentences; words only where a resource wants some. Everything is a
draft or a proposal: nothing here is an order, and a person decides.
"""

from __future__ import annotations

from baclofen.exchange.fhir.out.bundle import fhir_of

__all__ = ["fhir_of"]
