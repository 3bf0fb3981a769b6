"""Dates of texts: a day, a month or a year, as the text gives it."""

from __future__ import annotations

import re
from datetime import date

from baclofen.errors import KnowledgeError

_DATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def first_day(text: str) -> date:
    """The first day that a date written 2024-08-31, 2024-08 or 2024 can mean.

    Raises `KnowledgeError` for anything else.

    >>> first_day("2024-08")
    datetime.date(2024, 8, 1)
    """
    found = _DATED.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        pass
    raise KnowledgeError(f"{text!r} is no date: write 2024-08-31, 2024-08 or 2024")
