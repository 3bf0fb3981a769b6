"""C text in, functions out: compiled once on the machine where it runs, and kept.

Only vectors of doubles with a fused multiplication and addition are compiled for. What cannot be
compiled is told by `NotCompiled`, and why: no program depends on it.
"""

from baclofen.native.compiler import NotCompiled
from baclofen.native.loader import load, why_not

__all__ = ["NotCompiled", "load", "why_not"]
