"""What a record's order leaves in doubt, beside what it asks for."""

from __future__ import annotations

from typing import Literal

from baclofen.units import Dose
from baclofen.value import Value

DoubtKind = Literal[
    "slip", "unread", "silent", "spinal", "adds", "several", "beside", "lapsed", "early", "parts",
]  # fmt: skip


class OrderDoubt(Value, kw_only=True):
    """One doubt about an order.

    `slip`: its amount is none that anyone is given by that route; `unread`: it could not be read;
    `silent`: it names no dose; `spinal`: it goes into the spine, and its dose could not be read.
    `lapsed`: it takes up what may not have been taken for days; `early`: it comes long before what
    was fetched can be used up.
    `because` are the reader's words for these. `adds`: nothing says that it takes the place of
    what `runs`, and with that it would be `together` a day; `several`: there are more such orders
    at once, `together` a day; `parts`: they are for different times of the day, and one regimen of
    `together` a day; `beside`: by mouth and into the spine at once. A dose is None where
    it is not known.
    """

    kind: DoubtKind
    because: str = ""
    runs: Dose | None = None
    together: Dose | None = None
