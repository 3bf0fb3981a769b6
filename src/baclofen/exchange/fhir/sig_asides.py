"""What stands behind the dose of an order and is none itself: the day's sum told again, the most
of a day, how many tablets are handed over, and for how many days.

It is taken off before the dose is read. A sum must be the dose's, and the most of a day no less
than it: else the order says two things, and is not read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from baclofen.units import Dose, mg

_MG = r"(\d+(?:\.\d+)?)\s*mg"
_A_DAY = r"(?:/\s*(?:day|d|24\s*h)|(?:per|a|each) day|daily|in 24 ?(?:h|hrs|hours))"
#: "(30 mg/day)", "= 30 mg a day", "total 30 mg per day", "total daily dose 30 mg".
_SUM = re.compile(
    rf"[\s,;.]*(?:(?:\(\s*=?|=|,? ?\(?total(?: of)?:?)\s*{_MG}\s*(?:total\s*)?{_A_DAY}"
    rf"|\(?(?:total daily dose|daily total|total per day)(?: of| is)?:?\s*{_MG})\s*\)?$"
)
#: "max 30 mg/day", "not to exceed 80 mg per day", "maximum daily dose 60 mg", "max 3 tabs/day".
_MOST = re.compile(
    rf"[\s,;.(]*(?:do )?(?:max(?:imum)?\.?|not (?:to )?exceed(?:ing)?|no more than)(?: of)?:?\s*(?:"
    rf"(?:dose:?\s*)?(?P<n>\d+(?:\.\d+)?)\s*(?P<of>mg|tablets?|tabs?)\s*{_A_DAY}"
    rf"|(?:daily dose|dose per day):?\s*(?P<d>\d+(?:\.\d+)?)\s*mg)\s*\)?$"
)
#: "disp #90", "#90", "qty: 90 tablets", ", 90 tablets", "3 refills".
_HANDED = re.compile(
    r"[,;.]\s*\d{2,4}\s*(?:tablets?|tabs?)$|"
    r"[\s,;.(]*(?:(?:disp(?:ense)?|qty|quantity)\b[.:\s]*#?\s*\d{1,4}(?:\s*(?:tablets?|tabs?))?|"
    r"#\s?\d{1,4}(?:\s*(?:tablets?|tabs?))?|(?:no|\d{1,2}) refills?|"
    r"(?:refills?|rf)[:\s]*x?\s*\d{1,2})\s*\)?$"
)
#: For so many days or months, as a supply is handed over; a shorter time is a course.
_LASTS = re.compile(
    r"[\s,;.(]*(?:for|x)\s+(?P<n>\d{1,3}|one|two|three|six)\s*"
    r"(?P<unit>days?|weeks?|wks?|months?)\s*\)?$"
)
#: For how many days a course is taken, in five languages.
_COURSE = re.compile(
    r"(?<!\w)(?:for|x|für|fuer|pendant|durante|por|per)\s+(?P<n>\d{1,3})\s*(?:"
    r"(?P<days>days?|tagen?|jours?|d[ií]as?|giorni)|(?P<weeks>weeks?|wks?|wochen?|semaines?|"
    r"semanas?|settimane))\s*\)?$"
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "six": 6}
_LEAST_DAYS = 28


class Asides(NamedTuple):
    """What stood behind a dose: its day's sum, the most of a day in mg or in tablets, and for how
    many days it is handed over."""

    sum_mg: float | None = None
    most_mg: float | None = None
    most_tablets: float | None = None
    days: int | None = None

    def fit(self, daily: Dose, tablet_mg: float | None) -> bool:
        """Whether a day's dose is what they say."""
        if (self.sum_mg or self.most_mg or self.most_tablets) and daily.unit != "mg":
            return False
        if self.sum_mg is not None and abs(daily.in_mg - self.sum_mg) > 1e-9 * self.sum_mg:
            return False
        most = self.most_mg
        if self.most_tablets is not None:
            if tablet_mg is None:
                return False
            most = self.most_tablets * tablet_mg
        return most is None or daily <= mg(most)


def without_asides(words: str) -> tuple[str, Asides]:
    """An order's words, low and with single blanks, up to the end of its dose, and what stood
    behind it.

    >>> without_asides("10 mg tid (30 mg/day), disp #90")
    ('10 mg tid', Asides(sum_mg=30.0, most_mg=None, most_tablets=None, days=None))
    """
    found = Asides()
    words = words.rstrip(" .")
    while True:
        if at := _HANDED.search(words):
            pass
        elif found.days is None and (at := _LASTS.search(words)) and (days := _days(at)):
            found = found._replace(days=days)
        elif found.sum_mg is None and (at := _SUM.search(words)):
            found = found._replace(sum_mg=float(at[1] or at[2]))
        elif found.most_mg is None and found.most_tablets is None and (at := _MOST.search(words)):
            most = float(at["n"] or at["d"])
            is_counted = (at["of"] or "").startswith("tab")
            found = (
                found._replace(most_tablets=most) if is_counted else found._replace(most_mg=most)
            )
        else:
            return words, found
        words = words[: at.start()].rstrip(" .,;")


def days_handed(text: str) -> int | None:
    """For how many days an order is handed over, as its words end; None where they do not say so.

    >>> days_handed("Take 1 tablet by mouth daily for 30 days"), days_handed("10 mg for 3 days")
    (30, None)
    """
    return without_asides(" ".join(text.lower().split()))[1].days


def days_of_course(text: str) -> int | None:
    """For how many days an order is to be taken, as its words end, where that is a course and no
    supply that is handed over again.

    >>> days_of_course("20 mg TID for 10 days"), days_of_course("10 mg daily for 30 days")
    (10, None)
    """
    at = _COURSE.search(" ".join(text.lower().split()).rstrip(" ."))
    if at is None:
        return None
    days = int(at["n"]) * (1 if at["days"] else 7)
    return days if 0 < days < _LEAST_DAYS else None


def _days(at: re.Match[str]) -> int | None:
    count = _COUNTS.get(at["n"]) or int(at["n"])
    days = count * {"d": 1, "w": 7, "m": 30}[at["unit"][0]]
    return days if days >= _LEAST_DAYS else None
