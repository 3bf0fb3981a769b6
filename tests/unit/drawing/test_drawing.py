"""Pictures: what is in them, and that nothing runs out of them."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.drawing import (
    Chart,
    Column,
    Mark,
    Point,
    Series,
    draw_chart,
    draw_forest,
    draw_funnel,
    draw_map,
    draw_narrow_forest,
    draw_repeated,
    draw_timeline,
    forest_text,
)
from baclofen.drawing.axis import Axis, covering, ratio_ticks, ticks
from baclofen.drawing.canvas import Canvas, thinned, width_of, wrapped
from baclofen.drawing.chart import STYLE
from baclofen.drawing.legend import Key, Legend
from baclofen.errors import InputRefused
from baclofen.synthesis import (
    Effects,
    cumulate,
    from_counts,
    from_means,
    given,
    leave_one_out,
    pool,
    trim_and_fill,
)
from tests.tolerances import EXACT

SVG = "{http://www.w3.org/2000/svg}"
LONG = "A study of so many words & <signs> that its name goes over several lines of the picture"
RATIOS = from_counts(
    "RR", ai=[7, 5, 12], n1i=[10, 7, 40], ci=[0, 3, 20], n2i=[10, 10, 40], labels=["F", "P", LONG]
)
RNG = np.random.default_rng(4)
MANY = given(
    RNG.normal(-0.3, 0.4, 40), se=RNG.uniform(0.05, 0.6, 40), measure="SMD",
    labels=[f"Study {i}" for i in range(40)],
)  # fmt: skip
ONE = from_means("MD", m1i=61.9, sd1i=22.3, n1i=20, m2i=64.3, sd2i=23.8, n2i=20, labels=["Z 2010"])


def parsed(svg: str) -> tuple[ElementTree.Element, float, float]:
    """The drawing, its width and its height; all its numbers are numbers."""
    root = ElementTree.fromstring(svg)  # noqa: S314
    _, _, width, height = (float(v) for v in root.attrib["viewBox"].split())
    assert "nan" not in svg
    assert "inf" not in re.sub("[a-z]*inf[a-z]+", "", svg)
    return root, width, height


def pair(svgs: str) -> list[tuple[ElementTree.Element, float, float]]:
    """The drawing of a wide window, and that of a narrow one."""
    wide, narrow = re.findall(r"<svg .*?</svg>", svgs, re.DOTALL)
    return [parsed(wide), parsed(narrow)]


def words_of(root: ElementTree.Element) -> list[str]:
    return [t.text or "" for t in root.iter(f"{SVG}text")]


def all_inside(root: ElementTree.Element, width: float, height: float) -> bool:
    """Whether texts, lines and shapes are inside, by the widths that letters have at most."""
    for text in root.iter(f"{SVG}text"):
        x, y, wide = float(text.attrib["x"]), float(text.attrib["y"]), width_of(text.text or "")
        start = {"end": x - wide, "middle": x - wide / 2}.get(text.attrib.get("text-anchor", ""), x)
        # Bold headings are a little wider than the table of widths says.
        if start < -2 or start + wide > width * 1.06 or not 0 < y < height:
            return False
    for line in root.iter(f"{SVG}line"):
        for name, most in (("x1", width), ("x2", width), ("y1", height), ("y2", height)):
            if not -1 <= float(line.attrib[name]) <= most + 1:
                return False
    return True


@pytest.mark.parametrize(
    "effects", [RATIOS, MANY, ONE, RATIOS.take([0])], ids=["3", "40", "1", "1r"]
)
@pytest.mark.parametrize("is_pooled", [True, False])
def test_a_forest_holds_its_studies(effects: Effects, is_pooled: bool) -> None:
    pooled = pool(effects) if is_pooled else None
    svg = draw_forest(
        effects, pooled, title=f"Pain & <relief> {LONG}", effect_name="Effect",
        columns=[Column("Events", tuple(f"{i}/10" for i in range(effects.k)))],
        favours=("favours baclofen", "favours placebo"), not_pooled="too few",
    )  # fmt: skip
    root, width, height = parsed(svg)
    assert all_inside(root, width, height)
    squares = [r for r in root.iter(f"{SVG}rect") if r.attrib["fill"] == "#1f4e8c"]
    assert len(squares) == effects.k
    words = words_of(root)
    assert "0/10" in words
    assert any("Effect (95 % CI)" in w for w in words)
    if pooled is None:
        assert "Not pooled: too few" in words
        assert not any("Weight" in w for w in words)
    else:
        assert "Pooled" in words
        assert "100 %" in words
        assert ("Expected of a further study" in words) == (effects.k > 1)
        shown = [float(w[:-2]) for w in words if re.fullmatch(r"\d+\.\d %", w)]
        assert len(shown) == effects.k
        assert abs(sum(shown) - 100) < 0.1 * effects.k
    assert root.find(f"{SVG}title") is not None
    assert "studies" in (root.findtext(f"{SVG}desc") or "") or effects.k == 1


def test_squares_have_areas_by_weight() -> None:
    effects = given([0.1, 0.2, 0.3], se=[0.1, 0.2, 0.1])
    root, *_ = parsed(draw_forest(effects, pool(effects, "FE"), title="t", effect_name="MD"))
    sides = [float(r.attrib["width"]) for r in root.iter(f"{SVG}rect")
             if r.attrib["fill"] == "#1f4e8c"]  # fmt: skip
    assert sides[0] == sides[2] == 14
    assert sides[1] == 7


def test_ratios_are_shown_as_ratios_and_minus_is_a_minus() -> None:
    root, *_ = parsed(draw_forest(RATIOS, None, title="t", effect_name="Risk ratio"))
    words = words_of(root)
    assert "15.00 (0.97 to 231.84)" in words
    assert {"1", "10", "100"} <= set(words)
    root, *_ = parsed(draw_forest(ONE, None, title="t", effect_name="MD"))
    assert "−2.4 (−16.7 to 11.9)" in words_of(root)


def test_an_interval_far_outside_ends_in_an_arrow() -> None:
    wild = given([0.1, 0.2, 0.0, 0.1], se=[0.1, 0.1, 0.1, 9.0])
    root, *_ = parsed(draw_forest(wild, None, title="t", effect_name="MD"))
    assert len(list(root.iter(f"{SVG}polygon"))) == 2
    assert forest_text(wild, effect_name="MD").count("<") == 1


def test_a_column_must_fit() -> None:
    with pytest.raises(InputRefused, match="column Events is of 1 cells; it must have 3"):
        draw_forest(RATIOS, title="t", effect_name="RR", columns=[Column("Events", ("1",))])


@pytest.mark.parametrize("again", [cumulate, leave_one_out])
def test_repeated_pooling_has_a_row_a_set(again: Any) -> None:
    found = again(MANY, "REML", "adhoc")
    svg = draw_repeated(found, MANY, title="t", effect_name="SMD", heading="Up to and with")
    root, width, height = parsed(svg)
    assert all_inside(root, width, height)
    assert len(list(root.iter(f"{SVG}circle"))) == 40
    assert "Up to and with" in words_of(root)
    assert any("Knapp-Hartung, never narrower" in w for w in words_of(root))


@pytest.mark.parametrize("contours", [True, False])
def test_a_funnel_shows_what_was_filled_in(contours: bool) -> None:
    lopsided = given([0.1, 0.15, 0.2, 0.5, 0.7, 0.9, 1.2], se=[0.05, 0.08, 0.1, 0.2, 0.3, 0.4, 0.5])
    filled = trim_and_fill(lopsided, "FE")
    svg = draw_funnel(
        lopsided, pool(lopsided, "FE"), title="t", effect_name="SMD", filled=filled,
        contours=contours,
    )  # fmt: skip
    root, width, height = parsed(svg)
    assert all_inside(root, width, height)
    # Each study, each image, and one of both kinds in the legend.
    assert len(list(root.iter(f"{SVG}circle"))) == 7 + filled.k0 + 2
    assert len(list(root.iter(f"{SVG}polygon"))) == (3 if contours else 0)
    assert f"filled in ({filled.k0})" in words_of(root)
    assert ("below 0.01" in words_of(root)) == contours


def test_a_funnel_far_from_no_effect_stays_inside() -> None:
    far = given([8.0, 9.0, 8.5], se=[0.1, 0.3, 0.2])
    root, width, height = parsed(draw_funnel(far, pool(far), title="t", effect_name="MD"))
    assert all_inside(root, width, height)
    for shape in root.iter(f"{SVG}polygon"):
        for point in shape.attrib["points"].split():
            x, y = (float(v) for v in point.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_a_map_counts() -> None:
    rows, columns, kinds = (
        ("low back", "fibromyalgia"),
        ("oral", "intrathecal"),
        ("trial", "series"),
    )
    marks = [Mark("low back", "oral", "trial", 3), Mark("low back", "oral", "series", 12),
             Mark("fibromyalgia", "oral", "trial", 0)]  # fmt: skip
    svg = draw_map(marks, rows=rows, columns=columns, kinds=kinds, title="Studies")
    root, width, height = parsed(svg)
    assert all_inside(root, width, height)
    bubbles = list(root.iter(f"{SVG}circle"))
    assert len(bubbles) == 2 + len(kinds)
    areas = {b.findtext(f"{SVG}title"): float(b.attrib["r"]) ** 2 for b in bubbles}
    ratio = areas["low back, oral: 12 series"] / areas["low back, oral: 3 trial"]
    assert 3 < ratio < 4.2
    assert words_of(root).count("–") == 3
    assert "low back, oral: 3 trial" in (root.findtext(f"{SVG}desc") or "")
    assert "No studies" in draw_map([], rows=rows, columns=columns, kinds=kinds, title="None")


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        (Mark("knee", "oral", "trial", 1), "row of a mark is 'knee'"),
        (Mark("back", "nose", "trial", 1), "column of a mark is 'nose'"),
        (Mark("back", "oral", "tale", 1), "kind of a mark is 'tale'"),
        (Mark("back", "oral", "trial", -1), "count of a mark is -1"),
    ],
)
def test_a_mark_has_a_place(mark: Mark, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        draw_map([mark], rows=["back"], columns=["oral"], kinds=["trial"], title="t")
    with pytest.raises(InputRefused, match="7 of them; at most 6 can be told apart"):
        draw_map([], rows=["back"], columns=["oral"], kinds=list("abcdefg"), title="t")


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    "effects", [RATIOS, MANY, ONE, RATIOS.take([2])], ids=["3", "40", "1", "1r"]
)
def test_a_forest_fits_a_terminal(effects: Effects, width: int) -> None:
    for pooled in (None, pool(effects)):
        text = forest_text(
            effects, pooled, effect_name="Risk ratio", favours=("baclofen", "placebo"),
            not_pooled="too few", width=width,
        )  # fmt: skip
        lines = text.splitlines()
        assert max(len(line) for line in lines) <= width
        assert sum("o" in line[line.find(" ") :] for line in lines) >= effects.k
        assert all(line == line.rstrip() for line in lines)
        assert text.endswith("\n")
        if pooled is None:
            assert lines[-1] == "Not pooled: too few"
        else:
            assert any("*" in line for line in lines)
            assert any("~" in line for line in lines) == (effects.k > 1)


def test_ticks_are_round_and_few() -> None:
    for low, high in ((0.5, 2), (0.01, 100), (1e-9, 1e9), (0.98, 1.03), (3, 4)):
        found = ratio_ticks(low, high)
        assert len(found) <= 9
        assert all(low * 0.999 <= t <= high * 1.001 for t in found)
    assert ticks(-1, 1) == [-1, -0.5, 0, 0.5, 1]


def test_axes_hold_what_matters() -> None:
    low, high = covering([0.1, 0.2], [-0.1, 0.0], [0.3, 50.0], 0.0)
    assert low < -0.1
    assert high < 50
    assert covering([3], [2], [4], 0.0)[0] < 0
    scale = Axis(math.log(0.1), math.log(10), 0, 100, is_log=True)
    assert [label for _, label in scale.ticks] == ["0.1", "0.2", "0.5", "1", "2", "5", "10"]
    assert_allclose(scale(0.0), 50, **EXACT)


def test_words_are_wrapped_by_their_width() -> None:
    lines = wrapped(LONG, 200)
    assert " ".join(lines) == LONG
    assert all(width_of(line) <= 200 for line in lines)
    assert wrapped("", 100) == [""]


def test_a_legend_folds_to_its_width_and_says_how_wide_it_is() -> None:
    drawn: list[tuple[float, float]] = []
    keys = [Key("some words", 20, lambda x, y: drawn.append((x, y))) for _ in range(5)]
    legend = Legend(keys, 10, 300)
    canvas = Canvas(300)
    assert legend.draw(canvas, 50, step=16) == 50 + 16 * (legend.rows - 1)
    assert legend.rows == 3
    assert [y for _, y in drawn] == [50, 50, 66, 66, 82]
    assert all(10 <= x <= 300 - 20 - width_of("some words") for x, _ in drawn)
    assert Legend(keys, 0, 9999).width == 5 * (25 + width_of("some words")) + 4 * 18


def test_a_rounded_axis_ends_at_its_outer_ticks() -> None:
    axis = Axis(3, 97, 0, 50, rounded=True)
    assert (axis.low, axis.high) == (0, 100)
    assert axis(25) == axis(np.array([25.0]))[0] == 12.5
    assert next(label for _, label in Axis(-7, 7, 0, 1, rounded=True).ticks) == "−10"


def test_a_timeline_has_days_stretches_and_round_values() -> None:
    days = np.linspace(0, 90, 91)
    svg = draw_timeline(
        days, days, days + 1, days + 2, start=date(2026, 11, 22),
        stretches=[(30.0, "a <first>"), (90.0, "then")], y_label="level", title="t", says="s",
    )  # fmt: skip
    said = {"a <first>", "then", "22 Nov", "0", "100", "median", "90 % interval", "level"}
    for root, width, height in pair(svg):
        assert all_inside(root, width, height)
        assert said <= set(words_of(root))


def test_a_chart_alone_brings_its_style() -> None:
    x = np.array([0.0, 1.0])
    chart = Chart("c", "t", "x", "y", (Series("a", x, x, x, x), Series("b", x, x - 1, x, x + 1)))
    both, alone = draw_chart(chart), draw_chart(chart, alone=True)
    assert both.startswith(alone.replace(f"<style>{STYLE}</style>", ""))
    for root, width, height in pair(both):
        assert all_inside(root, width, height)
        assert len(list(root.iter(f"{SVG}path"))) == 3


def test_a_chart_is_drawn_for_both_windows_and_none_of_its_words_is_cut() -> None:
    x = np.linspace(0, 1, 5)
    names = ("what is tried, over four weeks", "as recorded", "a third with a name that is long")
    lines = tuple(Series(name, x, x, x, x) for name in names)
    points = (Point(0.5, 0.5, "seen here"), Point(1.0, 1.0, "seen at the end"))
    called = "Ashworth, 1 to 5; calibrated: median and 90 % of people"
    for root, width, height in pair(draw_chart(Chart("c", "t", "days", called, lines, points))):
        assert all_inside(root, width, height)
        assert called in " ".join(words_of(root))
    both = pair(draw_chart(Chart("c", "t", "days", "ng/mL", lines, points)))
    assert [width for _, width, _ in both] == [640, 330]
    for root, width, height in both:
        assert all_inside(root, width, height)
        assert {*names, "seen here", "seen at the end", "ng/mL", "days"} <= set(words_of(root))
    ids = [one.attrib["id"] for root, *_ in both for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize("effects", [RATIOS, ONE, MANY], ids=["ratios", "one", "many"])
@pytest.mark.parametrize("is_pooled", [True, False])
def test_a_narrow_forest_says_what_the_wide_one_says(effects: Effects, is_pooled: bool) -> None:
    pooled = pool(effects, "DL") if is_pooled and effects.k > 1 else None
    told: dict[str, Any] = {
        "title": "A title that is long enough to be folded", "effect_name": "Effect",
        "columns": (Column("People", tuple("7" for _ in effects.labels)),),
        "favours": ("favours baclofen", "favours the other"), "not_pooled": "too few",
    }  # fmt: skip
    narrow, width, height = parsed(draw_narrow_forest(effects, pooled, **told))
    assert width == 330
    assert all_inside(narrow, width, height)
    wide, *_ = parsed(draw_forest(effects, pooled, **told))
    figures = {w for w in words_of(wide) if " to " in w and w.endswith(")")}
    assert figures <= set(words_of(narrow))
    shapes = [len(list(root.iter(f"{SVG}polygon"))) for root in (wide, narrow)]
    assert shapes[0] == shapes[1]
    assert narrow.findtext(f"{SVG}desc") == wide.findtext(f"{SVG}desc")


def test_a_narrow_map_holds_the_bubbles_of_the_wide_one() -> None:
    rows, columns, kinds = ["back", "head"], ["oral", "pump"], ["trial", "review"]
    marks = [Mark("back", "oral", "trial", 7), Mark("back", "pump", "review", 1)]
    told: dict[str, Any] = {"rows": rows, "columns": columns, "kinds": kinds, "title": "Studies"}
    drawn = [parsed(draw_map(marks, narrow=narrow, **told)) for narrow in (False, True)]
    wide, narrow = (
        {c.findtext(f"{SVG}title"): c.attrib["r"] for c in root.iter(f"{SVG}circle")}
        for root, *_ in drawn
    )
    assert narrow == wide
    assert all_inside(*drawn[1])
    assert "no study" in words_of(drawn[1][0])


@pytest.mark.parametrize("stays", [0, 3, 15, 150, 400])
def test_what_is_left_out_of_a_line_lies_within_a_hair_of_it(stays: int) -> None:
    x = np.linspace(62.0, 624.0, 673)
    y = 200.0 - 80.0 * np.exp(-(np.arange(673) % 8) / 3.0)
    # Where it falls and stays there, the corner is a point of it.
    y[673 - stays :] = 298.0
    kept = thinned(x, y)
    off = np.abs(np.interp(x, x[kept], y[kept]) - y)
    assert off.max() <= 0.35
    assert {0, 672, 673 - max(stays, 1)} <= set(kept.tolist())
    assert len(kept) <= 673 - stays + 2
