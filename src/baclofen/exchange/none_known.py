"""That no allergy is known, as it is written in a record or typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

#: To foods, latex or the environment says nothing about medicines; "not known" says nothing at all.
_NONE_KNOWN = re.compile(
    r"\W*((no|nil) (known )?((drug|medication|medicine|active) )?allerg(y|ies)"
    r"( to (drugs?|medications?|medicines?))?( known)?|(none|nil) known|nkd?a)"
    r"( \((situation|finding|disorder)\))?\W*",
    re.IGNORECASE,
)
#: So it is typed in a field that asks for allergies, and only there.
_IN_A_FIELD = frozenset({"none", "nil", "no"})


def says_none_known(words: str) -> bool:
    """Whether a record says that no allergy is known.

    >>> [says_none_known(w) for w in ("NKDA", "no known drug allergies", "Nil known.")]
    [True, True, True]
    >>> [says_none_known(w) for w in ("not known", "no known food allergy", "none")]
    [False, False, False]
    """
    return _NONE_KNOWN.fullmatch(words) is not None


def names_none(names: Collection[str]) -> bool:
    """Whether a typed list of allergies says that there is none, and names none beside.

    >>> names_none(["NKDA"]), names_none(["none"]), names_none(["NKDA", "latex"]), names_none([])
    (True, True, False, False)
    """
    low = [name.strip().lower() for name in names]
    return bool(low) and all(one in _IN_A_FIELD or says_none_known(one) for one in low)
