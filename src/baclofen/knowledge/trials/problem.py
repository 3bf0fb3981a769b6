"""What is wrong with a figure: said once, for our own data and for a file that is added."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.errors import InputRefused
from baclofen.value import Value


class Problem(Value):
    """Where, what came, what is allowed, what to do."""

    where: str
    came: str
    allowed: str
    do: str = "Correct it in the file, or leave the figure out."

    def __str__(self) -> str:
        return str(self.refusal())

    def refusal(self, more: int = 0) -> InputRefused:
        """The error, with how many further problems there are."""
        rest = f" ({more} more problems in the same data.)" if more else ""
        return InputRefused(self.where, self.came, self.allowed, do=self.do + rest)


def refuse_first(problems: Iterable[Problem]) -> None:
    """Raises `InputRefused` for the first problem, if there is one."""
    found = list(problems)
    if found:
        raise found[0].refusal(len(found) - 1)
