"""What became of each entry on reading: read, harmless as far as known, or not understood.

Every reader of one kind of entry writes here, so that at the end nothing is left that nobody
looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.cleaned import plain
from baclofen.errors import UnreadableRecord
from baclofen.exchange.fhir.bundle import words_of_all
from baclofen.exchange.fhir.element import Element
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import UnreadSign
from baclofen.patient import Entry, EntryKind

#: Longer words are cut: what an entry is called, not what it says.
_LONGEST = 80
#: So many things that an entry sounds like are named; the others are counted.
_MOST_HEARD = 6
#: So many characters are looked through in resources that no reader speaks of; what comes after
#: them counts as not understood.
MOST_CHARACTERS = 10_000_000
#: What all entries together may be called: thirty thousand names, each of several lines.
MOST_OF_NAMES = 8_000_000


#: A state of a plan or request that is over.
_OVER = frozenset({"completed", "revoked", "cancelled", "entered-in-error", "stopped", "inactive"})


def _does_not_count(kind: str, resource: Element, today: date) -> str:
    """Why a resource says nothing of this day, or nothing of its own; empty where it may."""
    status = resource.raw.get("status")
    if isinstance(status, str) and status in _OVER:
        return "over"
    period = resource.raw.get("period")
    end = Element(period, "period", resource).day("end") if isinstance(period, dict) else None
    if end is not None and end.last < today:
        return "over"
    own = ("conclusion", "conclusionCode", "presentedForm", "text", "contained")
    if kind == "DiagnosticReport" and resource.has("result") and not resource.has(*own):
        return "its results stand as observations of their own"
    return ""


#: What the name of a sign begins with among alarms, as among what an entry means.
_SIGN = "signs."


def is_sign(alarm: str) -> bool:
    """Whether what a text sounds like is a sign, and no condition or rule."""
    return alarm.startswith(_SIGN)


def _as_read(alarm: str) -> str:
    return alarm if is_sign(alarm) else f"conditions.{alarm}"


def _names(alarms: Iterable[str]) -> tuple[str, ...]:
    """Each once, as people say them."""
    return tuple(dict.fromkeys(a.removeprefix(_SIGN).replace("_", " ") for a in alarms))


def _sounding(heard: tuple[str, ...]) -> str:
    """What an entry sounds like, in whole names; of many how many more there are. None is cut, as
    words from outside are: they are names of ours."""
    if not heard:
        return ""
    more = f" and {len(heard) - _MOST_HEARD} more" if len(heard) > _MOST_HEARD else ""
    return f" (it sounds like {', '.join(heard[:_MOST_HEARD])}{more})"


class Ledger:
    """The entries of one record, in the order in which they were looked at."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._entries: list[Entry] = []
        self._harmless: dict[tuple[str, str, str], int] = {}
        self._seen: set[str] = set()
        self._left = MOST_CHARACTERS
        self._names_left = MOST_OF_NAMES

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def has(self, element: Element) -> bool:
        """Whether somebody has written of this resource."""
        return element.where in self._seen

    def read(self, element: Element, kind: EntryKind, words: str, means: Iterable[str]) -> None:
        """It was understood, and fills these fields."""
        self._look(element, words)
        said = plain(words, _LONGEST)
        self._entries.append(Entry(element.where, kind, said, "read", tuple(means)))

    def harmless(self, element: Element, kind: EntryKind, words: str, because: str) -> None:
        """It says nothing that a rule asks for: by a kept list, or since it does not count."""
        self._look(element, words)
        key = (kind, plain(words, _LONGEST), because)
        if (at := self._harmless.get(key)) is not None:
            one = self._entries[at]
            self._entries[at] = Entry(
                one.place, one.kind, one.words, one.state, because=because, count=one.count + 1
            )
            return
        self._harmless[key] = len(self._entries)
        self._entries.append(Entry(element.where, kind, key[1], "harmless", because=because))

    def unread(
        self, element: Element, kind: EntryKind, words: str, *, also: str = "",
        is_past: bool = False, sounds: Iterable[str] | None = None, heard: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Nobody could tell what it says. `also` are further words that may sound an alarm; what
        `is_past` is no sign of the last days, and no pump that may be faulty now. `sounds` are the
        alarms where these words alone do not tell them, `heard` those that are named behind it."""
        self._look(element, words)
        alarms = self._alarms(f"{words} {also}") if sounds is None else tuple(sounds)
        if is_past:
            of_now = self._known.of(UnreadSign).after_a_stop
            alarms = tuple(name for name in alarms if not (is_sign(name) or name in of_now))
        said = f"{plain(words, _LONGEST) or 'without words'}{_sounding(heard)}"
        self._entries.append(Entry(element.where, kind, said, "unread", alarms=alarms))

    def misread(self, element: Element, words: str) -> None:
        """What was taken to be understood was not: its entry, or that it is a part of."""
        for at, entry in enumerate(self._entries):
            if entry.state == "read" and f"{element.where}.".startswith(f"{entry.place}."):
                said = plain(words, _LONGEST)
                self._entries[at] = Entry(entry.place, entry.kind, said, "unread")

    def doubt(self, element: Element, alarms: tuple[str, ...]) -> None:
        """What was read here is contradicted: it is asked about as what it sounds like."""
        for at, entry in enumerate(self._entries):
            if entry.state == "read" and entry.place == element.where:
                self._entries[at] = Entry(
                    entry.place, "condition", entry.words, "unread", alarms=alarms
                )

    def rest(self, resources: Iterable[tuple[str, Element]], today: date) -> None:
        """Every resource that no reader speaks of: by its type, or by the words it holds."""
        for kind, resource in resources:
            if self.has(resource):
                continue
            words = ""
            by = self._known.codes.silent_resource(kind) or _does_not_count(kind, resource, today)
            if not by:
                words = words_of_all(resource.raw)
                self._left -= len(words)
                if self._left < 0:
                    self.unread(resource, "resource", f"{kind} (too long to be looked through)")
                    continue
                quiet = words and not self._alarms(words)
                # Of what is no type of FHIR nobody knows what it states.
                if quiet and self._known.codes.is_resource(kind):
                    by = "no word in it sounds an alarm"
            if by:
                self.harmless(resource, "resource", kind, by)
            else:
                heard = self.heard_in(words)
                self.unread(resource, "resource", kind, also=words, heard=heard)

    def heard_in(self, words: str) -> tuple[str, ...]:
        """What words sound like, as people say it."""
        return _names(self._alarms(words))

    def sounds_only(self, words: str, alarms: Iterable[str]) -> bool:
        """Whether words sound like nothing but these."""
        return set(alarms).issuperset(self._alarms(words))

    def _alarms(self, words: str) -> tuple[str, ...]:
        return self._known.codes.alarms_in(words)

    def settle(self) -> None:
        """Unread entries whose alarming words name only what was read elsewhere say nothing new.

        A plan for the diabetes that stands among the conditions is such a one.
        """
        read = {name for e in self._entries if e.state == "read" for name in e.means}
        for at, entry in enumerate(self._entries):
            if entry.state != "unread" or not entry.alarms:
                continue
            if all(_as_read(alarm) in read for alarm in entry.alarms):
                named = ", ".join(_names(entry.alarms))
                self._entries[at] = Entry(
                    entry.place, entry.kind, entry.words, "harmless",
                    because=f"names only what was read elsewhere: {named}",
                )  # fmt: skip

    def _look(self, element: Element, words: str) -> None:
        """Somebody writes of this resource."""
        self._seen.add(element.where)
        self.count(words)

    def count(self, words: str) -> None:
        """Names that were looked through. Raises `UnreadableRecord` for too many characters of a
        record: each word of them is looked for in many lists."""
        self._names_left -= len(words)
        if self._names_left < 0:
            raise UnreadableRecord(
                "record", f"of entries whose names have more than {MOST_OF_NAMES:,} characters",
                "names must be names, and documents stand elsewhere",
                do="Export one patient only, and documents as DocumentReference.",
            )  # fmt: skip
