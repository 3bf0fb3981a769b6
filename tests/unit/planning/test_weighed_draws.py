"""What each schedule changes and trades, worked out of a few draws by hand."""

from __future__ import annotations

import numpy as np
import pytest

from baclofen.planning.foresee.weigh import _MATTERS, _PAIN, _weigh
from baclofen.regimen import Intake
from baclofen.units import mg
from tests.people import known

K = known()
MATTERS = K.number(_MATTERS[_PAIN])
#: No drug, and two doses, in four draws: the first lowers the pain of one, the second of three.
PAIN = np.array([
    [6.0, 6.0, 6.0, 6.0],
    [6.0 - MATTERS, 6.0, 6.0, 7.0],
    [6.0 - 2 * MATTERS, 6.0 - MATTERS, 6.0 - MATTERS, 6.0],
])  # fmt: skip
DOSES = (Intake(8.0, mg(5)),), (Intake(8.0, mg(10)),)


def test_the_reach_is_the_share_whose_pain_falls_by_what_matters() -> None:
    low, high = _weigh(DOSES, {_PAIN: PAIN}, (_PAIN,), K, trades=False)
    assert (low.reach, high.reach) == (0.25, 0.75)
    assert low.effects[_PAIN].mean == pytest.approx((1 - MATTERS) / 4)
    assert high.effects[_PAIN].mean == pytest.approx(-MATTERS)
    assert high.on_it[_PAIN].mean == pytest.approx(6.0 - MATTERS)
    over = high.effects[_PAIN].over
    assert over.low < over.median < over.high <= 0.0


def test_nothing_is_reached_where_no_pain_is_foreseen() -> None:
    found = {"ashworth_1_5": PAIN}
    assert [one.reach for one in _weigh(DOSES, found, (), K, trades=False)] == [0.0, 0.0]
