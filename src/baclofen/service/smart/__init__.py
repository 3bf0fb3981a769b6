"""SMART on FHIR: the pages, launched from a record system or by themselves, with read scopes only.

The code flow with PKCE, as a public client. What is allowed stands in the file of trust: which
servers, as which client, and where they sign people in.
"""

from __future__ import annotations

from baclofen.service.smart.routes import router

__all__ = ["router"]
