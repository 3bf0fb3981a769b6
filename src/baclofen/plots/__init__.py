"""Plots for scientists, on matplotlib's axes: bands, forests, visual predictive checks; and tables.

It knows no drug and no patient: arrays and words go in, axes come out, to be changed as any others.
Matplotlib is an extra, `plots`, and imported when something is drawn.
Pictures for pages are another room's, `drawing`: they need no library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.plots.axes import Axes, new_axes
    from baclofen.plots.bands import Band, plot_bands
    from baclofen.plots.forest import plot_forest
    from baclofen.plots.predictive_check import PredictiveCheck, check_predictions
    from baclofen.plots.table import table_of

__all__ = [
    "Axes",
    "Band",
    "PredictiveCheck",
    "check_predictions",
    "new_axes",
    "plot_bands",
    "plot_forest",
    "table_of",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "axes": ("Axes", "new_axes"),
            "bands": ("Band", "plot_bands"),
            "forest": ("plot_forest",),
            "predictive_check": ("PredictiveCheck", "check_predictions"),
            "table": ("table_of",),
        },
    )
