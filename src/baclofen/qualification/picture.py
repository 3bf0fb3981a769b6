"""A picture of a qualification: a chart, and the words that belong beside it."""

from __future__ import annotations

from baclofen.drawing import Chart
from baclofen.value import Value


class Picture(Value, eq=False):
    """A chart of lines and published points; what it `says`, and the facts it rests on."""

    chart: Chart
    says: str = ""
    basis: tuple[str, ...] = ()
