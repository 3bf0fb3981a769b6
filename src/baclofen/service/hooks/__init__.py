"""CDS Hooks over HTTP: discovery, the five hooks, feedback and its figures."""

from __future__ import annotations

from baclofen.service.hooks.routes import router

__all__ = ["router"]
