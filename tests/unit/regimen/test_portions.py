"""A portion's own words read back to its dose, for every product and dose that can be made."""

from __future__ import annotations

import numpy as np
import pytest

from baclofen.errors import InputRefused
from baclofen.regimen import Liquid, Portions, Sachets, Tablets, portion_mg
from tests.tolerances import EXACT

MADE_OF: tuple[Portions, ...] = (
    Tablets((5, 10, 15, 20), (10, 20)), Tablets((10, 25), (10, 25)), Sachets((5, 10, 20)),
    Liquid(1.0, step_mL=0.5), Liquid(5.0, step_mL=0.2),
)  # fmt: skip


@pytest.mark.parametrize("product", MADE_OF, ids=str)
def test_a_portion_reads_back(product: Portions) -> None:
    read = 0
    for step in range(1, 121):
        try:
            portion = product.pieces(step / 2)
        except InputRefused:
            continue
        np.testing.assert_allclose(portion_mg(str(portion)) or 0, step / 2, **EXACT)
        read += 1
    assert read


@pytest.mark.parametrize(
    "words",
    ["", "two of 10 mg", "1 x 10", "1 x 10 mg/mL", "2.5 mL of 1 mg", "1 x 10 mg, 1 x 5 mg",
     "1 packet of 20 mg + more", "half and a half x 10 mg", "x 10 mg"],
)  # fmt: skip
def test_other_words_are_no_portion(words: str) -> None:
    assert portion_mg(words) is None
