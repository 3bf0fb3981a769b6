"""Pictures of numbers and words, as SVG or as text: forests, funnels, charts, maps.

It knows no drug and no patient. Each picture needs no script, prints in black, and has words for
those who cannot see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.drawing.bubbles import Mark, draw_map
    from baclofen.drawing.chart import Chart, Point, Series, draw_chart
    from baclofen.drawing.forest import draw_forest, draw_repeated
    from baclofen.drawing.forest_as_text import forest_text
    from baclofen.drawing.forest_frame import Column
    from baclofen.drawing.forest_narrow import draw_narrow_forest
    from baclofen.drawing.funnel import draw_funnel
    from baclofen.drawing.timeline import draw_timeline

__all__ = [
    "Chart",
    "Column",
    "Mark",
    "Point",
    "Series",
    "draw_chart",
    "draw_forest",
    "draw_funnel",
    "draw_map",
    "draw_narrow_forest",
    "draw_repeated",
    "draw_timeline",
    "forest_text",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "bubbles": ("Mark", "draw_map"),
            "chart": ("Chart", "Point", "Series", "draw_chart"),
            "forest": ("draw_forest", "draw_repeated"),
            "forest_as_text": ("forest_text",),
            "forest_frame": ("Column",),
            "forest_narrow": ("draw_narrow_forest",),
            "funnel": ("draw_funnel",),
            "timeline": ("draw_timeline",),
        },
    )
