"""How many examples a test tries: all of them in `make test`, a fifth in `make check`.

A test that says `examples(150)` runs in both; one that `long.csv` names only in `make test`.
"""

from __future__ import annotations

import os

#: Set by `scripts/check fast`.
QUICK = "BACLOFEN_QUICK_TESTS"
_PART = 5


def examples(whole: int) -> int:
    """This many, or a part of them where a quick look is asked for; never none."""
    return max(1, whole // _PART) if os.environ.get(QUICK) else whole
