"""Four things that everything waits for take no more instructions than they are held to."""

import shutil
import sys

import pytest

from bench.instructions import HELD, HELD_WITH, MOST, measure


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="callgrind is not there")
@pytest.mark.skipif(sys.version_info[:2] != HELD_WITH, reason="held with another interpreter")
def test_four_things_take_the_instructions_that_are_held() -> None:
    took = measure()
    assert set(took) == set(HELD)
    over = {name: took[name] / held for name, held in HELD.items() if took[name] > MOST * held}
    assert not over
