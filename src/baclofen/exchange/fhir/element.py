"""One JSON object of a record, read with its types checked.

What is missing, null or an empty text is unknown. What is there in the wrong type is not
FHIR: the record is refused, with the place, since nothing is repaired in silence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from baclofen.cleaned import plain
from baclofen.errors import UnreadableRecord
from baclofen.exchange.fhir.dates import Day, read_day

#: What names, orders or remarks in words take is less by far; a whole document stands elsewhere.
LONGEST_TEXT = 100_000
#: A month or day that was filled in for one that is not known.
_NOTHING = re.compile(r"-00(?![0-9])")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (dict, "an object"),
    (list, "a list"),
)


class Element(NamedTuple):
    """A JSON object and where it stands: its own name, below the element that holds it.

    >>> Element({"status": "final"}, "Observation/1").text("status")
    'final'
    """

    raw: Mapping[str, Any]
    name: str
    above: Element | None = None

    @property
    def where(self) -> str:
        """The place, as "Observation/1.code.coding[0]"."""
        return f"{self.above.where}.{self.name}" if self.above else self.name

    def text(self, name: str) -> str:
        """A text, without the white space around it; empty when there is none."""
        value = self.raw.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise UnreadableRecord(
                    f"{self.where}.{name}", f"a text of {len(value):,} characters",
                    f"it must be a name or a remark, of at most {LONGEST_TEXT:,}",
                    do="Put a document where documents belong: into a DocumentReference.",
                )  # fmt: skip
            return value.strip()
        raise self._wrong(name, value, "a text")

    def number(self, name: str) -> float | None:
        """A finite number."""
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, value, "a number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self._wrong(name, value, "a finite number")
        return number

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self.raw.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(name, value, "true or false")

    def child(self, name: str) -> Element | None:
        """One object."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(name, value, "an object")
        return Element(value, name, self)

    def children(self, name: str) -> tuple[Element, ...]:
        """A list of objects; gaps (null) are left out, as FHIR allows them."""
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._wrong(name, value, "a list")
        made = []
        for place, item in enumerate(value):
            if isinstance(item, dict):
                made.append(Element(item, f"{name}[{place}]", self))
            elif item is not None:
                raise self._wrong(f"{name}[{place}]", item, "an object")
        return tuple(made)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; gaps (null) are left out."""
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._wrong(name, value, "a list")
        for item in value:
            if item is not None and not isinstance(item, str):
                raise self._wrong(name, item, "a list of texts")
        return tuple(item.strip() for item in value if item)

    def day(self, *names: str) -> Day | None:
        """The first of these dates that is there."""
        for name in names:
            if written := self.text(name):
                day = read_day(written)
                if day is None:
                    part = _NOTHING.search(written)
                    raise self._wrong(
                        name, written, "a FHIR date such as 2026-11-22"
                        + (f"; {part[0][1:]} is no month or day: leave it out" if part else ""),
                    )  # fmt: skip
                return day
        return None

    def has(self, *names: str) -> bool:
        """Whether any of these is there."""
        return any(self.raw.get(name) is not None for name in names)

    def _wrong(self, name: str, value: object, wanted: str) -> UnreadableRecord:
        came = next((said for kind, said in _KINDS if isinstance(value, kind)), "")
        if not came:
            came = repr(plain(value, 40)) if isinstance(value, str) else f"{value!r:.40}"
        return UnreadableRecord(
            f"{self.where}.{name}", came, f"it must be {wanted}",
            do="Export the record again; nothing was repaired.",
        )  # fmt: skip
