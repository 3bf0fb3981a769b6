"""A forest plot for a terminal: names, effects, and a row of characters on one scale."""

from __future__ import annotations

import textwrap

from baclofen.drawing.axis import Axis, covering
from baclofen.drawing.printed import limits_of, spread_in_words
from baclofen.synthesis import Effects, Pooled, places_of, written

LEAST_PLOT = 21


def forest_text(
    effects: Effects,
    pooled: Pooled | None = None,
    *,
    effect_name: str,
    favours: tuple[str, str] = ("", ""),
    not_pooled: str = "",
    width: int = 80,
) -> str:
    """A forest plot of at most `width` columns, with a line break at its end.

    `-` is an interval and `<`, `>` its ends where they lie outside; `o` is a study and `*` the
    pooled effect; `~` is where the effect of a further study is expected; `:` is no effect.
    Without `pooled`, `not_pooled` says why.

    >>> from baclofen.synthesis import given, pool
    >>> both = given([-0.4, -0.1], se=[0.2, 0.1], labels=["A", "B"])
    >>> print(forest_text(both, pool(both, "FE"), effect_name="MD", width=60))
    Study   -0.828              0.132  MD (95 % CI)
    A        ----------o---------:     -0.400 (-0.792 to -0.008)
    B                    -----o--:--   -0.100 (-0.296 to 0.096)
    Pooled              -----*---:     -0.160 (-0.335 to 0.015)
    2 studies, fixed effect; I² = 44 %; Q = 1.8 on 1 df,
    p = 0.180
    <BLANKLINE>
    """
    lows, highs = limits_of(effects, pooled)
    middles = [float(v) for v in effects.yi]
    rows = [(name, m, lo, hi, "o", "-") for name, m, lo, hi in
            zip(effects.labels, middles, lows, highs, strict=True)]  # fmt: skip
    if pooled is not None:
        ci = pooled.ci
        rows.append(("Pooled", pooled.estimate, ci.low, ci.high, "*", "-"))
        middles += [ci.low, ci.high]
        if pooled.prediction is not None:
            expected = pooled.prediction
            rows.append(("Further study", float("nan"), expected.low, expected.high, "", "~"))
            lows, highs = [*lows, expected.low], [*highs, expected.high]
    places = places_of([] if effects.is_ratio else [*middles, *lows, *highs])

    def shown(value: float) -> str:
        return written(value, is_ratio=effects.is_ratio, places=places).replace("−", "-")

    words = [
        f"{shown(lo)} to {shown(hi)}" if m != m else f"{shown(m)} ({shown(lo)} to {shown(hi)})"
        for _, m, lo, hi, _, _ in rows
    ]
    heading = f"{effect_name} ({95 if pooled is None else 100 * pooled.level:g} % CI)"
    effect_width = max(len(w) for w in words)
    # A long heading stands on a line of its own.
    is_long = len(heading) > max(effect_width, 24)
    effect_width = effect_width if is_long else max(effect_width, len(heading))
    names = min(max(len("Study"), *(len(row[0]) for row in rows)),
                max(12, width - effect_width - 4 - LEAST_PLOT))  # fmt: skip
    plot = max(LEAST_PLOT, min(40, width - names - effect_width - 4))
    scale = Axis(*covering(middles, lows, highs, 0.0), 0, plot - 1, is_log=effects.is_ratio)
    ends = f"{shown(scale.low)}{shown(scale.high).rjust(plot - len(shown(scale.low)))}"
    lines = [heading[:width].rjust(names + plot + 4 + effect_width)[-width:]] if is_long else []
    lines.append(f"{'Study':{names}}  {ends}  {'' if is_long else heading}")
    for row, effect in zip(rows, words, strict=True):
        folded = textwrap.wrap(row[0], names) or [""]
        lines.append(f"{folded[0]:{names}}  {_drawn(row, scale, plot)}  {effect}")
        lines += [f"  {more}"[: names + 2] for more in folded[1:]]
    if any(favours):
        left, right = (f"<- {favours[0]}" if favours[0] else ""), (
            f"{favours[1]} ->" if favours[1] else ""
        )  # fmt: skip
        lines.append(f"{'':{names}}  {left}{right.rjust(max(plot - len(left), len(right) + 2))}")
    said = spread_in_words(pooled) if pooled is not None else (
        f"Not pooled: {not_pooled}" if not_pooled else "Not pooled.")  # fmt: skip
    # A sign stays with its number.
    kept = said.replace(" =", "\xa0=").replace("= ", "=\xa0").replace(" <", "\xa0<")
    lines += [
        line.replace("\xa0", " ") for line in textwrap.wrap(kept.replace("< ", "<\xa0"), width)
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _drawn(row: tuple[str, float, float, float, str, str], scale: Axis, plot: int) -> str:
    _, middle, low, high, mark, stroke = row
    letters = [" "] * plot
    if scale.low <= 0 <= scale.high:
        letters[round(scale(0.0))] = ":"
    start, end = round(scale(max(low, scale.low))), round(scale(min(high, scale.high)))
    for place in range(start, end + 1):
        if letters[place] == " ":
            letters[place] = stroke
    if low < scale.low:
        letters[start] = "<"
    if high > scale.high:
        letters[end] = ">"
    if mark and scale.low <= middle <= scale.high:
        letters[round(scale(middle))] = mark
    return "".join(letters)
