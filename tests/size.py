"""How many examples a test tries: a fifth of them in `make check`; of the laws that ask random
people all of them in `make soak`, a third in `make test`.

A test that says `examples(150)` runs in all; one that `long.csv` names not in `make check`.
"""

from __future__ import annotations

import os

#: Set by `scripts/check fast`.
QUICK = "BACLOFEN_QUICK_TESTS"
#: Set by `make soak`.
WHOLE = "BACLOFEN_WHOLE_TESTS"
_QUICK_PART, _PART = 5, 3


def examples(whole: int) -> int:
    """This many, or a part of them where a quick look is asked for; never none."""
    return max(1, whole // _QUICK_PART) if os.environ.get(QUICK) else whole


def people(whole: int) -> int:
    """This many random people, or a part of them at each run; never none."""
    return whole if os.environ.get(WHOLE) else max(1, whole // _PART)
