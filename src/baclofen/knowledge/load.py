"""Reads `knowledge/data`, converts, checks everything once, and freezes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from baclofen.errors import KnowledgeError
from baclofen.knowledge.ceilings import check_ceilings, with_ceilings
from baclofen.knowledge.check import check_all
from baclofen.knowledge.code_tables import codes_of
from baclofen.knowledge.condition import read_condition
from baclofen.knowledge.credibility import Credibility, Credit
from baclofen.knowledge.dates import first_day
from baclofen.knowledge.fact import (
    Fact,
    Field,
    Key,
    Question,
    Rule,
    Schedule,
    Source,
    Syndrome,
    Verdict,
)
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.phrases import language_of
from baclofen.knowledge.places import fact_at, value_at
from baclofen.knowledge.sentences import filled_tables, with_sentences
from baclofen.knowledge.tables import (
    Tables,
    digest_of,
    keep_tables,
    pack_tables,
    raw_of,
    read_tables,
    recall_raw,
    recall_tables,
    unpack_tables,
)
from baclofen.knowledge.targets import fill_targets
from baclofen.value import replace

T = TypeVar("T")


@cache
def load_knowledge() -> Knowledge:
    """The knowledge that ships with this package; read and checked once a process.

    >>> load_knowledge().number("kidney.stale_after")
    12.0
    """
    root = Path(__file__).parent / "data"
    digest = digest_of(root)
    if (kept := recall_tables(digest)) is not None:
        # Of another shape than today's code needs, it is made anew.
        with suppress(KnowledgeError, LookupError, TypeError, AttributeError, RecursionError):
            return replace(_knowledge(kept[0], checked=True), digest=kept[1])
    tables = read_tables(root)
    known = _knowledge(tables)
    return replace(known, digest=keep_tables(digest, filled_tables(tables, known)))


def pack_knowledge(known: Knowledge) -> bytes:
    """The knowledge that ships, to be kept beside what rests on it. Raises `KnowledgeError` for any
    other: nothing tells what that is made of.

    >>> known = load_knowledge()
    >>> unpack_knowledge(pack_knowledge(known), known.digest) == known
    True
    """
    root = Path(__file__).parent / "data"
    digest = digest_of(root)
    kept = recall_raw(digest)
    if kept is None:
        tables = read_tables(root)
        tables = filled_tables(tables, _knowledge(tables))
        kept = raw_of(tables), keep_tables(digest, tables)
    if kept[1] != known.digest:
        raise KnowledgeError("only the knowledge that ships can be kept, and this is another")
    return pack_tables(digest, kept[0])


def unpack_knowledge(packed: bytes, digest: str) -> Knowledge:
    """The knowledge that was packed, whose digest this is. Raises `KnowledgeError` where the bytes
    are of other knowledge, or of a form that this version no longer reads."""
    tables = unpack_tables(packed, digest)
    try:
        return replace(_knowledge(tables, checked=True), digest=digest)
    except (LookupError, TypeError, AttributeError) as gap:
        raise KnowledgeError(
            f"the knowledge kept as {digest[:12]} is of another version of this package ({gap})"
        ) from None


def read_knowledge(root: Path) -> Knowledge:
    """Knowledge from a folder laid out like `knowledge/data`.

    Raises `KnowledgeError` for an unknown source, field, unit, verdict or role; a
    `printed` figure that does not convert to `value`; a fact without population;
    a rule whose examples fail; an id used twice.
    """
    return _knowledge(read_tables(root))


def with_rules(known: Knowledge, table: Mapping[str, Any]) -> Knowledge:
    """The same knowledge with these rules in place of those of the same id, checked in full. A
    label goes up to the maximum that its rules now state.

    `table` has the form of a file of rules; `withdrawn = true` takes a rule away. Raises
    `KnowledgeError`.
    """
    if not all(isinstance(raw, dict) for raw in table.values()):
        raise KnowledgeError("a rule is a table: [ID]")
    gone = {id for id, raw in table.items() if raw.get("withdrawn") is True}
    if unknown := gone - set(known.rules):
        raise KnowledgeError(f"{', '.join(sorted(unknown))} cannot be withdrawn: no such rule")
    written = {id: raw for id, raw in table.items() if id not in gone}
    kept = {id: rule for id, rule in known.rules.items() if id not in gone}
    listed = {id: {"values": rule.values or {}} for id, rule in kept.items()} | written
    new = _read(written, Rule, partial(_rule, facts=known.facts, rules=listed))
    rules = kept | dict(new)
    _check_lists_kept(known, rules)
    tried = replace(known, rules=MappingProxyType(rules), digest="")
    made = with_sentences(with_ceilings(tried, new.keys()))
    check_all(made)
    return made


def _check_lists_kept(known: Knowledge, rules: Mapping[str, Rule]) -> None:
    """Raise `KnowledgeError` where a list that conditions of other rules were read with is gone, or
    is another one now: they would still ask for what stood in it before."""
    for rule in rules.values():
        if rule is not known.rules.get(rule.id):
            continue  # read anew, with what stands now
        for name in rule.listed:
            owner, _, path = name.partition(".")
            before = value_at(known.rules[owner].values, path)
            now = rules[owner].values if owner in rules else None
            with suppress(KeyError):
                if value_at(now, path) == before:
                    continue
            raise KnowledgeError(f"{rule.id} asks for what {name} lists: give that rule anew too")


def _knowledge(tables: Tables, *, checked: bool = False) -> Knowledge:
    frame = tables["frame"]
    facts = _read(tables["facts"], Fact, _fact)
    fields = {
        name: {**raw, "choices": list(frame["syndromes"])} if name == "syndrome" else raw
        for name, raw in frame["fields"].items()
    }
    known = Knowledge(
        sources=_read(tables["sources"], Source),
        facts=facts,
        rules=_read(tables["rules"], Rule, partial(_rule, facts=facts, rules=tables["rules"])),
        schedules=_read(tables["schedules"], Schedule, _schedule),
        fields=_read(fields, Field),
        questions=_read(tables["questions"], Question),
        jurisdictions=MappingProxyType(
            {name: (name, *wider) for name, wider in frame["jurisdictions"].items()}
        ),
        syndromes=_read(frame["syndromes"], Syndrome, _syndrome),
        severities=_severities(frame["severities"]),
        topics_of_beginning=frozenset(frame["topics_of_beginning"]),
        linkable_hosts=frozenset(frame["linkable_hosts"]),
        read_from=first_day(frame["read_from"]),
        codes=codes_of(tables["codes"]),
        keys=_read(tables["keys"], Key),
        information_only=MappingProxyType(tables["codes"]["information_only"]),
        languages=MappingProxyType(
            {id: language_of(id, raw) for id, raw in tables["phrases"].items()}
        ),
        targets=_frozen(list(fill_targets(tables["targets"], facts))),
        credibility=Credibility(
            _read(tables["credibility"]["entries"], Credit),
            MappingProxyType(tables["credibility"]["rules"]),
        ),
    )
    if checked:
        return known
    known = with_sentences(known)
    check_all(known)
    check_ceilings(known)
    return known


def _as_it_is(_id: str, raw: dict[str, Any]) -> dict[str, Any]:
    return raw


def _read(
    table: Mapping[str, Any],
    kind: Callable[..., T],
    shape: Callable[[str, dict[str, Any]], dict[str, Any]] = _as_it_is,
) -> Mapping[str, T]:
    made: dict[str, T] = {}
    for id, raw in table.items():
        shaped = shape(id, dict(raw))
        for name, value in shaped.items():
            if type(value) in _OPEN:
                shaped[name] = _frozen(value)
        try:
            made[id] = kind(id=id, **shaped)
        except TypeError as gap:
            raise KnowledgeError(f"{id}: {gap}") from None
    return MappingProxyType(made)


#: What JSON and TOML hold that could be changed; the rest needs no look.
_OPEN = (list, dict)


def _frozen(value: Any) -> Any:
    if type(value) is list:
        return tuple([_frozen(v) if type(v) in _OPEN else v for v in value])
    if type(value) is dict:
        return MappingProxyType(
            {k: _frozen(v) if type(v) in _OPEN else v for k, v in value.items()}
        )
    return value


def _fact(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    raw["derived_from"] = raw.pop("from", [])
    raw.setdefault("value", None)
    raw.setdefault("unit", "")
    return raw


def _rule(
    id: str, raw: dict[str, Any], facts: Mapping[str, Fact], rules: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The fields of a rule; `rules` are all of them as they were written, for lists in others."""
    compared: set[str] = set()
    listed: set[str] = set()

    def value_of(name: str) -> Any:
        with suppress(KeyError):
            found = value_at(raw.get("values", {}), name)
            compared.add(name)
            return found
        owner, _, path = name.partition(".")
        if owner in rules:
            listed.add(name)
            return value_at(rules[owner].get("values", {}), path)
        return fact_at(facts, name)

    for name in ("when", "beyond"):
        if (written := raw.pop(name, None)) is not None:
            raw[name] = read_condition(written, rule=id, value_of=value_of)
    raw.setdefault("when", None)
    raw["compared"] = frozenset(compared)
    raw["listed"] = frozenset(listed)
    raw["only_in"] = frozenset(raw.get("only_in", ()))
    raw.setdefault("role", "finding")
    # Read by reviewers alone, and many: their rows are not frozen one by one.
    raw["examples"] = tuple(raw.get("examples", ()))
    return raw


def _severities(table: Mapping[str, str]) -> Mapping[str, Verdict]:
    try:
        return MappingProxyType({name: Verdict(gives) for name, gives in table.items()})
    except ValueError as gap:
        raise KnowledgeError(f"severities: {gap}") from None


def _syndrome(_id: str, raw: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        if not isinstance(value, list)
        else tuple(value)
        if key == "guidelines"
        else frozenset(value)
        for key, value in raw.items()
    }


def _schedule(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    own = {
        "says", "origin", "source", "how", "population", "partly", "rest", "note", "gives",
        "digits", "written", "shown_only",
    }  # fmt: skip
    return {
        **{k: v for k, v in raw.items() if k in own},
        "only_in": frozenset(raw.get("only_in", ())),
        "values": {k: v for k, v in raw.items() if k not in own | {"only_in"}},
    }
