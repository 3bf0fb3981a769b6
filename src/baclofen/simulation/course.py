"""What a simulation gives back: each output over time and by window, with its spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import OutOfRange, UnknownName
from baclofen.knowledge import Credit, Note, load_knowledge
from baclofen.model import Output, Purpose, mark_note
from baclofen.simulation.interval import Spread
from baclofen.simulation.quantile import quantiles, spread
from baclofen.value import Value

if TYPE_CHECKING:
    from baclofen.plots import Axes, Band


class Exposure(Value):
    """One output over one window, in the output's unit; times in h, area in unit * h.

    `Cmax` highest, at `tmax`; `Cmin` lowest, `Cavg` mean, `AUC` area over the window.
    """

    name: str
    start_h: float
    end_h: float
    Cmax: Spread
    Cmin: Spread
    Cavg: Spread
    AUC: Spread
    tmax: Spread


class Reduced(Value, eq=False):
    """One output over one window for every draw, each of shape (n,); as `Exposure`."""

    name: str
    start_h: float
    end_h: float
    Cmax: NDArray[np.float64]
    Cmin: NDArray[np.float64]
    Cavg: NDArray[np.float64]
    AUC: NDArray[np.float64]
    tmax: NDArray[np.float64]

    def spread(self) -> Exposure:
        """Median and 90 % interval over the draws."""
        each = ("Cmax", "Cmin", "Cavg", "AUC", "tmax")
        over = {name: spread(getattr(self, name)) for name in each}
        return Exposure(self.name, self.start_h, self.end_h, **over)


class Curve(Value, eq=False, dict=True):
    """One output for every draw: `values` (k, n) at `times_h` (k,), in the output's unit.

    What is only derived by the model is shown with its mark and its band: `low` and
    `high` are the 5th and 95th percentile, `median` the middle. `each` has every draw's
    reduction over a window. `credit` says whether it is believed, `purpose` for whom it was
    computed: printed alone, a curve carries both.
    """

    output: Output
    times_h: NDArray[np.float64]
    values: NDArray[np.float64]
    each: Mapping[str, Reduced]
    credit: Credit | None = None
    purpose: Purpose = "person"

    @cached_property
    def windows(self) -> Mapping[str, Exposure]:
        return {name: reduced.spread() for name, reduced in self.each.items()}

    @cached_property
    def _quantiles(self) -> NDArray[np.float64]:
        return quantiles(self.values)

    @property
    def low(self) -> NDArray[np.float64]:
        return np.asarray(self._quantiles[0])

    @property
    def median(self) -> NDArray[np.float64]:
        return np.asarray(self._quantiles[1])

    @property
    def high(self) -> NDArray[np.float64]:
        return np.asarray(self._quantiles[2])

    def quantiles(self, *shares: float) -> NDArray[np.float64]:
        """Any quantiles over the draws, shape (len(shares), k)."""
        return np.asarray(np.quantile(self.values, shares, axis=-1))

    def at(self, time_h: float) -> Spread:
        """The output at a time, linear between readings. Raises `OutOfRange` outside them."""
        first, last = self.times_h[[0, -1]]
        if not first <= time_h <= last:
            raise OutOfRange("time", time_h, "h", f"between {first:g} and {last:g}")
        each = np.array([np.interp(time_h, self.times_h, v) for v in self.values.T])
        return spread(each)

    def over(self, window: str = "all") -> Exposure:
        """What it was over a window. Raises `UnknownName`."""
        if window not in self.windows:
            raise UnknownName("window", window, self.windows)
        return self.windows[window]

    @property
    def terminal_half_lives_h(self) -> NDArray[np.float64]:
        """Every draw's half-life while it falls from 10 % to 1 % of its peak, in h, (n,); NaN where
        it does not."""
        return np.array([_terminal(self.times_h, v) for v in self.values.T])

    @property
    def terminal_half_life_h(self) -> Spread:
        """The half-life while it falls from 10 % to 1 % of its peak, in h; NaN if it does not."""
        return spread(self.terminal_half_lives_h)

    def __str__(self) -> str:
        unit = "" if self.output.unit == "1" else f" {self.output.unit}"
        words = [f"{self.output.says} ({self.output.mark})"]
        for name, e in self.windows.items():
            words.append(
                f"  {name}: mean {e.Cavg:.3g}{unit}, highest {e.Cmax:.3g} at {e.tmax:.3g} h, "
                f"lowest {e.Cmin:.3g}"
            )
        known = load_knowledge()  # a curve keeps no knowledge; printed are the words that ship
        if self.credit is not None and self.credit.verdict != "believed":
            words.append(f"  {known.say(mark_note(self.credit, known))}")
        if self.purpose != "person":
            words.append(f"  {known.say(known.note('credible.comparison'))}")
        return "\n".join(words)


def _terminal(times_h: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    peak = int(np.argmax(values))
    after, top = values[peak:], values[peak]
    inside = (after <= 0.1 * top) & (after >= 0.01 * top)
    if top <= 0 or inside.sum() < 2:
        return float("nan")
    t, y = times_h[peak:][inside], np.log(after[inside])
    slope = float(np.polyfit(t - t[0], y, 1)[0])
    return float(np.log(2) / -slope) if slope < 0 else float("nan")


class Course(Value, eq=False):
    """What was simulated: a `Curve` for each output, from `n` draws of `seed`.

    `why` lists every fact used. `against`, `assumed` and `outside` are shown with every curve:
    the rules that say no to baclofen in this patient, what was taken as given, and where this
    forecast leaves the people the model was built on. `credits` says of each output whether it is
    believed, `purpose` for whom it was computed.

    `course["plasma_ng_mL"]` is one curve.
    """

    times_h: NDArray[np.float64]
    curves: Mapping[str, Curve]
    n: int
    seed: int | None
    kinetics: str
    why: tuple[str, ...]
    assumed: tuple[Note, ...] = ()
    outside: tuple[Note, ...] = ()
    against: tuple[Note, ...] = ()
    credits: Mapping[str, Credit] = {}
    purpose: Purpose = "person"

    def __getitem__(self, output: str) -> Curve:
        if output not in self.curves:
            raise UnknownName("output", output, self.curves)
        return self.curves[output]

    def plot(
        self, outputs: Iterable[str] | None = None, *, axes: Axes | Sequence[Axes] | None = None,
        label: str = "", each: int = 0,
    ) -> Sequence[Axes]:  # fmt: skip
        """The outputs below each other, median and 90 % band over hours, on matplotlib's axes.

        `outputs` are all of the course by default; `each` adds so many single draws. On the `axes`
        of another course it draws over it, and `label` names it in the legend. The axes come back:
        `course.plot()[0].figure.savefig("levels.png")`. What only illustrates carries its mark in
        the picture. Raises `NotPlanned` for what is refused, whatever it was computed for,
        `InputRefused` where matplotlib is not installed (`pip install 'baclofen[plots]'`),
        `UnknownName`.
        """
        from baclofen.plots import plot_bands

        names = tuple(self.curves) if outputs is None else tuple(outputs)
        return plot_bands([self._band(name, each) for name in names], axes=axes, label=label)

    def _band(self, name: str, each: int) -> Band:
        from baclofen.plots import Band
        from baclofen.simulation.pictured import mark_in_picture

        curve = self[name]
        output = curve.output
        return Band(
            output.says, "" if output.unit == "1" else output.unit,
            curve.times_h, curve.low, curve.median, curve.high, f"90 % of {self.n} draws",
            mark=mark_in_picture(output, self.credits.get(name)),
            each=curve.values[:, :each] if each else None,
        )  # fmt: skip

    def table(self, *, each: bool = False) -> np.recarray:
        """The curves as a NumPy record array: output, time_h, low, median, high and the credence
        (believed, illustration or refused), one row a reading.

        With `each` one row a reading and draw: output, draw, time_h, value, credence. Any data
        frame takes it: `pandas.DataFrame(course.table())`, `polars.DataFrame(course.table())`.
        """
        from baclofen.plots import table_of

        names, curves = list(self.curves), tuple(self.curves.values())
        if each:
            shapes = [curve.values.shape for curve in curves]
            columns = {
                "output": np.repeat(names, [k * n for k, n in shapes]),
                "draw": np.concatenate([np.tile(np.arange(n), k) for k, n in shapes]),
                "time_h": np.concatenate([np.repeat(c.times_h, c.values.shape[1]) for c in curves]),
                "value": np.concatenate([curve.values.ravel() for curve in curves]),
            }
        else:
            sizes = [len(curve.times_h) for curve in curves]
            columns = {
                "output": np.repeat(names, sizes),
                "time_h": np.concatenate([curve.times_h for curve in curves]),
                "low": np.concatenate([curve.low for curve in curves]),
                "median": np.concatenate([curve.median for curve in curves]),
                "high": np.concatenate([curve.high for curve in curves]),
            }
        return table_of({**columns, "credence": self._credences(columns["output"])})

    def exposures(self) -> np.recarray:
        """What each draw was exposed to over each window as a NumPy record array: output, window,
        draw, Cmax, Cmin, Cavg, AUC, tmax, in the units of `Exposure`, and the credence."""
        from baclofen.plots import table_of

        found = [
            (name, window, reduced)
            for name, curve in self.curves.items()
            for window, reduced in curve.each.items()
        ]
        sizes = [len(reduced.Cmax) for _, _, reduced in found]
        each = {
            measure: np.concatenate([getattr(reduced, measure) for _, _, reduced in found])
            for measure in ("Cmax", "Cmin", "Cavg", "AUC", "tmax")
        }
        names = np.repeat([name for name, _, _ in found], sizes)
        return table_of(
            {
                "output": names,
                "window": np.repeat([window for _, window, _ in found], sizes),
                "draw": np.concatenate([np.arange(size) for size in sizes]),
                **each,
                "credence": self._credences(names),
            }
        )

    def _credences(self, outputs: NDArray[np.str_]) -> NDArray[np.str_]:
        """What is said of each of these outputs; nothing where no table was asked."""
        said = {name: credit.verdict for name, credit in self.credits.items()}
        return np.array([said.get(name, "") for name in outputs])

    def __str__(self) -> str:
        who = "the typical person" if self.seed is None else f"{self.n} people, seed {self.seed}"
        known = load_knowledge()  # a course keeps no knowledge; printed are the words that ship
        lines = [known.say(note) for note in self.against]
        lines += [f"Simulated for {who}."]
        lines += [str(curve) for curve in self.curves.values()]
        lines += [known.say(note) for note in (*self.assumed, *self.outside)]
        return "\n".join(lines)
