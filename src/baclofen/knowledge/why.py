"""From an id to its sentence, figure and source: the end of every shown number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from baclofen.knowledge.fact import (
    COPIES,
    HOW_WORDS,
    READ_AT_WORDS,
    Fact,
    Rule,
    Schedule,
    Source,
    mark_of,
)
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.sentences import named_by
from baclofen.value import Value


class Why(Value):
    """Everything known about one id, ready to be shown.

    `mark` is empty for what was read with its publisher, else the words a reader must see.
    `read_at` tells where it was read, and `dated` the date of that text, empty where none is
    known. `was` is the figure of a parameter before the model's links were joined.
    `derived_from` are the facts that it was worked out from, or, of a rule, the facts and entries
    whose figures its sentence names. `link` is empty unless the address is a DOI, PubMed, a
    regulator, a journal or a maker.
    """

    id: str
    kind: str
    says: str
    figure: str
    printed: str
    population: str
    origin: str
    cite: str
    read: str
    how: str
    mark: str
    link: str
    unlinked: str
    note: str
    partly: str
    severity: str
    derived_from: tuple[str, ...]
    read_at: str
    dated: str = ""
    was: str = ""
    rest: str = ""

    @property
    def how_words(self) -> str:
        """How it was come by; of what was seen, also where, and how old the text is."""
        if self.how != "seen":
            return HOW_WORDS[self.how]
        text = f", in its text of {self.dated}" if self.dated else ""
        return f"{HOW_WORDS['seen']} {READ_AT_WORDS[self.read_at]}{text}"


def why(id: str, known: Knowledge) -> Why:
    """The sentence, figure as printed, unit, population and source behind an id.

    Raises `UnknownName`, offering the nearest ids.

    >>> from baclofen.knowledge import load_knowledge
    >>> print(why("pk.kochak_cl_f", load_knowledge()).printed)
    180 ml/min
    """
    found: Why | None = known.whys.get(id)
    if found is None:
        found = known.whys[id] = _why(id, known)
    return found


def _why(id: str, known: Knowledge) -> Why:
    entry = known.about(id)
    source = known.sources[entry.source]
    link, unlinked = _address(source, known)
    partly = entry.partly if isinstance(entry, Rule | Schedule) else ""
    rest = known.sources[entry.rest] if isinstance(entry, Rule | Schedule) and entry.rest else None
    return Why(
        id=id,
        kind=type(entry).__name__.lower(),
        says=entry.says,
        figure=_figure(entry),
        printed=entry.printed if isinstance(entry, Fact) else "",
        population=entry.population,
        origin=entry.origin if isinstance(entry, Rule | Schedule) else "",
        cite=source.cite,
        read=source.read,
        how=entry.how,
        mark=_mark(entry.how, partly, source, rest),
        link=link,
        unlinked=unlinked,
        note=entry.note,
        partly=partly,
        severity=entry.severity if isinstance(entry, Rule) else "",
        derived_from=entry.derived_from if isinstance(entry, Fact) else named_by(entry, known),
        read_at=source.read_at,
        dated=source.dated,
        was=_amount(entry.was, entry.unit) if isinstance(entry, Fact) else "",
        rest=f"{rest.cite} ({rest.read}, {READ_AT_WORDS[rest.read_at]})" if rest else "",
    )


def cite(ids: Iterable[str], known: Knowledge) -> tuple[Source, ...]:
    """The publications behind these ids, each once, in order of first use."""
    found: dict[str, Source] = {}
    for id in ids:
        entry = known.about(id)
        origins = [entry.source]
        if isinstance(entry, Fact):
            origins += [known.facts[parent].source for parent in entry.derived_from]
        elif entry.rest:
            origins.append(entry.rest)
        for name in origins:
            found.setdefault(name, known.sources[name])
    return tuple(found.values())


def linked(source: Source, known: Knowledge) -> str:
    """The address of a source that may be shown as a link, or nothing."""
    return _address(source, known)[0]


def _mark(how: str, partly: str, source: Source, rest: Source | None) -> str:
    copy = mark_of(how, source.read_at)
    if how != "seen":
        return copy
    if rest and not copy:
        return f"rest {COPIES[rest.read_at]}" if rest.read_at in COPIES else ""
    if not partly:
        return copy
    return f"{copy}, in part" if copy else "seen in part"


def linked_address(addresses: Iterable[str], known: Knowledge) -> str:
    """The first of these addresses that may be shown as a link, or nothing."""
    hosts = known.linkable_hosts
    return next((one for one in addresses if urlsplit(one).hostname in hosts), "")


def _address(source: Source, known: Knowledge) -> tuple[str, str]:
    found = linked_address(source.addresses, known)
    return found, "" if found else next(iter(source.addresses), "")


def _figure(entry: Fact | Rule | Schedule) -> str:
    if isinstance(entry, Fact):
        return _amount(entry.value, entry.unit)
    return "; ".join(f"{k.replace('_', ' ')}: {_plain(v)}" for k, v in (entry.values or {}).items())


def _amount(value: Any, unit: str) -> str:
    if value is None:
        return ""
    return f"{_plain(value)} {'' if unit == '1' else unit}".strip()


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k.replace('_', ' ')} {_plain(v)}" for k, v in value.items())
    if isinstance(value, tuple):
        return ", ".join(_plain(v) for v in value)
    return f"{value:g}" if isinstance(value, float | int) else str(value)
