"""What a run gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baclofen.engine.draws import Numbers
from baclofen.engine.reduce import Reduction


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One compartment's amount through a run, for every draw.

    `times_h` has shape (k,), in h. `amount` has shape (k, n), in the unit of the
    events; at the time of a dose it is what is there just after. `windows` holds
    the reductions, by the windows' names.
    """

    times_h: Numbers
    amount: Numbers
    windows: Mapping[str, Reduction]
