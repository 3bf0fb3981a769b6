"""Dosages as they would be given without an end."""

from __future__ import annotations

#: What limits a dosage in time.
_BOUNDS = frozenset({"boundsPeriod", "boundsDuration", "boundsRange", "count"})


def without_bounds(dosages: object) -> object:
    """Dosages without what limits them in time; what is no dosage stays as it came."""
    if not isinstance(dosages, list):
        return dosages
    made = []
    for dosage in dosages:
        timing = dosage.get("timing") if isinstance(dosage, dict) else None
        repeat = timing.get("repeat") if isinstance(timing, dict) else None
        if isinstance(timing, dict) and isinstance(repeat, dict):
            kept = {name: value for name, value in repeat.items() if name not in _BOUNDS}
            made.append({**dosage, "timing": {**timing, "repeat": kept}})
        else:
            made.append(dosage)
    return made
