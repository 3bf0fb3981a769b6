"""Scores of tone and spasms before and after a bolus, kept as they were told.

The scales are ordinal. Nothing here averages them; who does must say how.
"""

from __future__ import annotations

from baclofen.errors import InputRefused
from baclofen.value import Value

#: The grade between 1 and 2 of the Modified Ashworth Scale.
BETWEEN = "1+"
#: The grades of the Modified Ashworth Scale, in their order.
MAS_GRADES = ("0", "1", BETWEEN, "2", "3", "4")
#: The highest grade of the Modified Ashworth Scale, of the older Ashworth scale from 1, of Penn's.
_TOP_MODIFIED, _TOP_ASHWORTH, _TOP_PENN = 4.0, 5.0, 4.0


class Scored(Value):
    """One scale before and after: a grade for each muscle group, in the same order.

    Grades are words: "3", "1+". A number between two grades is a mean that was made elsewhere.
    Raises `InputRefused`.

    >>> Scored("ashworth", ("3", "2"), ("1+", "1")).pairs
    (('3', '1+'), ('2', '1'))
    """

    scale: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        grades = (*self.before, *self.after)
        for grade in grades:
            self._check(grade, grades)
        if self.before and self.after and len(self.before) != len(self.after):
            raise InputRefused(
                f"{self.scale} score",
                f"{len(self.before)} before and {len(self.after)} after the bolus",
                "each muscle group needs one before and one after, in the same order",
                do="Enter the same groups twice.", why="ITS-RESPONSE-NUM",
            )  # fmt: skip

    def _check(self, grade: str, grades: tuple[str, ...]) -> None:
        penn = self.scale == "spasm"
        if grade == BETWEEN and not penn:
            top = max((float(g) for g in grades if g != BETWEEN), default=0.0)
            if top <= _TOP_MODIFIED:
                return
            raise InputRefused(
                "ashworth score", f"{BETWEEN} and {top:g} together",
                "1+ belongs to the modified scale (0 to 4), 5 to the older one (1 to 5)",
                do="Enter all groups on one scale.", why="M-MAS",
            )  # fmt: skip
        top = _TOP_PENN if penn else _TOP_ASHWORTH
        try:
            fits = 0 <= float(grade) <= top
        except ValueError:
            fits = False
        if not fits:
            allowed = f"a number from 0 to {top:g}" + ("" if penn else ', or "1+"')
            raise InputRefused(
                f"{self.scale} score", repr(grade), f"it must be {allowed}",
                why="M-PSFS" if penn else "M-MAS",
            )  # fmt: skip

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Before and after, group by group; empty while one of the two is missing."""
        return (
            tuple(zip(self.before, self.after, strict=True)) if self.before and self.after else ()
        )

    @property
    def has_means(self) -> bool:
        """Whether a number lies between two grades: a mean that was made elsewhere."""
        numbers = [float(g) for g in (*self.before, *self.after) if g != BETWEEN]
        return any(number != int(number) for number in numbers)
