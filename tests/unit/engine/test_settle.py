"""Turnovers rest where gain equals loss; what waits for nothing known is refused."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Graph, Turnover, settle
from baclofen.errors import InputRefused
from tests.tolerances import EXACT, SETTLED

LEVEL = np.array([[[1.0, 2.0]], [[3.0, 6.0]]])


def test_a_slow_turnover_rests_at_its_mean_gain() -> None:
    graph = Graph(
        {"c": "1"}, {"k": "1/h"}, [], {}, {"twice": "2*T", "more": "twice + c"},
        [Turnover("T", gain="k*c", loss="k")],
    )  # fmt: skip
    made = settle(graph, {"c": LEVEL}, {"k": np.array([0.1, 0.2])}, ["twice", "more"])
    assert_allclose(np.broadcast_to(made["twice"], (1, 1, 2))[0, 0], [4.0, 8.0], **EXACT)
    assert_allclose(made["more"][:, 0, 0], [5.0, 7.0], **EXACT)


def test_an_opponent_rests_between_trough_and_peak() -> None:
    opponent = Turnover("O", gain="max(c - O, 0)/t_up + min(c, O)/t_dn", loss="1/t_dn")
    graph = Graph({"c": "1"}, {"t_up": "h", "t_dn": "h"}, [], {}, {"out": "O"}, [opponent])
    slow = {"t_up": np.array([500.0]), "t_dn": np.array([50.0])}
    level = settle(graph, {"c": LEVEL[..., :1]}, slow, ["out"])["out"].ravel()[0]
    c, t_up, t_dn = LEVEL[:, 0, 0], 500.0, 50.0
    gained = np.mean(np.maximum(c - level, 0) / t_up + np.minimum(c, level) / t_dn)
    assert 1.0 <= level <= 3.0
    assert_allclose(gained, level / t_dn, **SETTLED)


def test_what_settles_slowly_or_by_its_own_loss_rests_where_gain_equals_loss() -> None:
    nearly = Turnover("N", gain="k*(c + 0.98*N)", loss="k")
    wearing = Turnover("W", gain="k*c", loss="k*(1 + W)")
    graph = Graph(
        {"c": "1"}, {"k": "1/h"}, [], {}, {"slow": "N", "worn": "W"}, [nearly, wearing]
    )  # fmt: skip
    made = settle(graph, {"c": LEVEL}, {"k": np.array([0.1, 0.3])}, ["slow", "worn"])
    assert_allclose(made["slow"].ravel(), [100.0, 200.0], **SETTLED)
    worn = made["worn"].ravel()
    assert_allclose(worn * (1 + worn), [2.0, 4.0], **SETTLED)


def test_what_never_rests_is_refused() -> None:
    more = Turnover("M", gain="k*(c + 1.5*M)", loss="k")
    graph = Graph({"c": "1"}, {"k": "1/h"}, [], {}, {"out": "M"}, [more])
    with pytest.raises(InputRefused, match="does not settle"):
        settle(graph, {"c": LEVEL}, {"k": np.array([0.1])}, ["out"])


def test_what_is_not_given_is_refused() -> None:
    graph = Graph({"c": "1"}, {}, [], {}, {"out": "2*c"})
    with pytest.raises(InputRefused, match="the amounts it needs must be given"):
        settle(graph, {}, {}, ["out"])
    pair = [Turnover("A", gain="k*B", loss="k"), Turnover("B", gain="k*A", loss="k")]
    loop = Graph({"c": "1"}, {"k": "1/h"}, [], {}, {"out": "A + c"}, pair)
    with pytest.raises(InputRefused, match="which wait for each other"):
        settle(loop, {"c": LEVEL}, {"k": np.array([1.0])}, ["out"])
