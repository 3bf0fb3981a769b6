"""Reads `knowledge/data`, converts, checks everything once, and freezes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from baclofen.errors import BaclofenError, KnowledgeError, UnknownName
from baclofen.knowledge.codes import Codes, load_codes
from baclofen.knowledge.condition import Compare, Condition, Has, case_of, read_condition
from baclofen.knowledge.fact import (
    HOWS,
    ROLES,
    SEVERITIES,
    Fact,
    Field,
    Question,
    Rule,
    Schedule,
    Source,
)
from baclofen.knowledge.targets import fill_targets
from baclofen.units import convert, known_units

T = TypeVar("T")
Known = Fact | Rule | Schedule


@dataclass(frozen=True)
class Knowledge:
    """Everything known, frozen. Ids are unique over facts, rules and schedules."""

    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    schedules: Mapping[str, Schedule]
    fields: Mapping[str, Field]
    questions: Mapping[str, Question]
    jurisdictions: Mapping[str, tuple[str, ...]]
    syndromes: Mapping[str, str]
    linkable_hosts: frozenset[str]
    codes: Codes
    targets: tuple[Mapping[str, Any], ...] = ()

    def about(self, id: str) -> Known:
        """The fact, rule or schedule of this id. Raises `UnknownName` with near matches."""
        for room in (self.facts, self.rules, self.schedules):
            if id in room:
                return room[id]
        raise UnknownName("id", id, [*self.facts, *self.rules, *self.schedules])

    def number(self, id: str) -> float:
        """The value of a numeric fact, in the unit the fact is stored in."""
        value = self.facts[id].value
        if not isinstance(value, float | int):
            raise KnowledgeError(f"{id} holds {value!r}, not one number")
        return float(value)

    @cached_property
    def _asked_by(self) -> Mapping[str, Question]:
        return {name: q for q in self.questions.values() for name in (q.id, *q.covers)}

    def question(self, name: str) -> Question:
        """The question that settles a field, or a `field.member` of a set.

        >>> load_knowledge().question("conditions.seizure").id
        'conditions.epilepsy'
        """
        found = self._asked_by.get(name) or self._asked_by.get(name.split(".")[0])
        if found is None:
            raise KnowledgeError(f"questions.toml has no way to ask for {name}")
        return found

    def numbers(self, id: str) -> tuple[float, ...]:
        """The values of a fact that holds several numbers, in its unit."""
        value = self.facts[id].value
        if not isinstance(value, tuple):
            raise KnowledgeError(f"{id} holds {value!r}, not a list of numbers")
        return value

    def family(self, jurisdiction: str) -> tuple[str, ...]:
        """The jurisdiction and the wider ones whose label texts it shares.

        >>> load_knowledge().family("FR")
        ('FR', 'EU')
        """
        if jurisdiction not in self.jurisdictions:
            raise UnknownName("jurisdiction", jurisdiction, self.jurisdictions)
        return self.jurisdictions[jurisdiction]


@cache
def load_knowledge() -> Knowledge:
    """The knowledge that ships with this package; read and checked once a process.

    >>> load_knowledge().number("kidney.stale_after")
    12.0
    """
    return read_knowledge(Path(__file__).parent / "data")


def read_knowledge(root: Path) -> Knowledge:
    """Knowledge from a folder laid out like `knowledge/data`.

    Raises `KnowledgeError` for an unknown source, field, unit, verdict or role; a
    `printed` figure that does not convert to `value`; a fact without population;
    a rule whose examples fail; an id used twice.
    """
    frame = _toml(root / "frame.toml")
    sources = _read(_toml(root / "sources.toml"), Source)
    facts = _read(_merged(root / "parameters"), Fact, _fact)
    frame["fields"]["syndrome"]["choices"] = list(frame["syndromes"])
    field_list = _read(frame["fields"], Field)
    rules = _read(_merged(root / "rules"), Rule, _rule)
    schedules = _read(_merged(root / "schedules"), Schedule, _schedule)
    known = Knowledge(
        sources=sources,
        facts=facts,
        rules=rules,
        schedules=schedules,
        fields=field_list,
        questions=_read(_toml(root / "questions.toml"), Question),
        jurisdictions=MappingProxyType(
            {name: (name, *wider) for name, wider in frame["jurisdictions"].items()}
        ),
        syndromes=MappingProxyType(frame["syndromes"]),
        linkable_hosts=frozenset(frame["linkable_hosts"]),
        codes=load_codes(root / "codes"),
        targets=_frozen(list(fill_targets(_toml(root / "targets.toml"), facts))),
    )
    _check_ids(known)
    for fact in facts.values():
        _check_fact(fact, known)
    for rule in rules.values():
        _check_rule(rule, known)
    return known


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merged(folder: Path) -> dict[str, Any]:
    """All TOML files of a folder as one table; an id in two files is an error."""
    merged: dict[str, Any] = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            for id, entry in _flat(_toml(path)):
                if id in merged:
                    raise KnowledgeError(f"{id} is defined twice, again in {path.name}")
                merged[id] = entry
    return merged


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Entries by dotted id: a table that holds `says` is an entry, others are folders."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, value in table.items():
        if not isinstance(value, dict):
            raise KnowledgeError(f"{prefix}{name} is not a table")
        if "says" in value:
            found.append((prefix + name, value))
        else:
            found += _flat(value, f"{prefix}{name}.")
    return found


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
        try:
            made[id] = kind(id=id, **{k: _frozen(v) for k, v in shaped.items()})
        except TypeError as gap:
            raise KnowledgeError(f"{id}: {gap}") from None
    return MappingProxyType(made)


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(v) for v in value)
    if isinstance(value, dict):
        return MappingProxyType({k: _frozen(v) for k, v in value.items()})
    return value


def _fact(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    raw["derived_from"] = raw.pop("from", [])
    raw.setdefault("value", None)
    raw.setdefault("unit", "")
    return raw


def _rule(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    when = raw.pop("when", None)
    raw["when"] = None if when is None else read_condition(when, rule=id)
    beyond = raw.pop("beyond", None)
    raw["beyond"] = None if beyond is None else read_condition(beyond, rule=id)
    raw["only_in"] = frozenset(raw.get("only_in", ()))
    raw.setdefault("role", "finding")
    return raw


def _schedule(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    own = {"says", "origin", "source", "how", "population", "note"}
    return {
        **{k: v for k, v in raw.items() if k in own},
        "only_in": frozenset(raw.get("only_in", ())),
        "values": {k: v for k, v in raw.items() if k not in own | {"only_in"}},
    }


def _check_ids(known: Knowledge) -> None:
    seen: set[str] = set()
    rooms: tuple[Mapping[str, Known], ...] = (known.facts, known.rules, known.schedules)
    for room in rooms:
        if twice := seen & set(room):
            raise KnowledgeError(f"{', '.join(sorted(twice))} is the id of two different things")
        seen |= set(room)
    for entry in (entry for room in rooms for entry in room.values()):
        if entry.source not in known.sources:
            raise KnowledgeError(f"{entry.id} cites {entry.source!r}, which sources.toml lacks")
        if entry.how not in HOWS:
            raise KnowledgeError(f"{entry.id}: how is {entry.how!r}, not one of {HOWS}")
        if not entry.population:
            raise KnowledgeError(f"{entry.id} does not say whom it was seen in")


_PRINTED = re.compile(r"^\s*([<>=≤≥~]*\s*)?(-?[\d.,]+)\s*(.*)$")


def _check_fact(fact: Fact, known: Knowledge) -> None:
    if fact.unit and fact.unit not in known_units():
        raise KnowledgeError(f"{fact.id}: unit {fact.unit!r} is not known")
    if missing := [id for id in fact.derived_from if id not in known.facts]:
        raise KnowledgeError(f"{fact.id} is derived from {missing}, which are no facts")
    if fact.how == "derived" and not (fact.derived_from or fact.note):
        raise KnowledgeError(f"{fact.id} is derived, but does not say from what")
    if fact.printed and isinstance(fact.value, float | int):
        _check_printed(fact)


def _check_printed(fact: Fact) -> None:
    """The figure as printed must convert to the stored value, to half of its last digit."""
    found = _PRINTED.match(fact.printed)
    if found is None:
        raise KnowledgeError(f"{fact.id}: cannot read a number in printed {fact.printed!r}")
    number, unit = found[2].replace(",", ""), _plain_unit(found[3])
    decimals = len(number.split(".")[1]) if "." in number else 0
    try:
        got = convert(float(number), unit or fact.unit, fact.unit)
        slack = convert(0.5 * 10**-decimals, unit or fact.unit, fact.unit)
    except BaclofenError as gap:
        raise KnowledgeError(f"{fact.id}: printed {fact.printed!r}: {gap}") from None
    assert isinstance(fact.value, float | int)  # noqa: S101 - narrowed by the caller
    if abs(got - fact.value) > slack * (1 + 1e-9):
        raise KnowledgeError(
            f"{fact.id}: printed {fact.printed!r} is {got:g} {fact.unit}, stored {fact.value:g}"
        )


#: Ways in which sources write units that have one name here.
_WRITTEN_AS = {
    "ml/min": "mL/min", "h-1": "1/h", "/h": "1/h", "l/h": "L/h", "l": "L",
    "um": "umol/L", "ug": "mcg", "ug/day": "mcg/day",
}  # fmt: skip


def _plain_unit(text: str) -> str:
    unit = text.strip()
    return _WRITTEN_AS.get(unit.lower(), unit)


def _check_rule(rule: Rule, known: Knowledge) -> None:
    if rule.severity not in SEVERITIES:
        raise KnowledgeError(f"{rule.id}: severity {rule.severity!r} is not known")
    if rule.role not in ROLES:
        raise KnowledgeError(f"{rule.id}: role {rule.role!r} is not known")
    if unknown := rule.only_in - set(known.jurisdictions):
        raise KnowledgeError(f"{rule.id}: jurisdiction {sorted(unknown)} is not known")
    if (rule.role == "blocking") is not (rule.asks in known.questions):
        raise KnowledgeError(
            f"{rule.id}: asks is {rule.asks!r}; a blocking rule, and no other, names a question"
        )
    if rule.when is None and rule.role in ("finding", "emergency", "blocking"):
        raise KnowledgeError(f"{rule.id} is a {rule.role} without a condition")
    if rule.beyond is not None and rule.role != "limit":
        raise KnowledgeError(f"{rule.id}: only a limit has a beyond")
    for condition in (rule.when, rule.beyond):
        for leaf in condition.leaves() if condition else ():
            _check_leaf(rule.id, leaf, known)
            if not known.fields[leaf.field].always_known:
                known.question(leaf.name)
    _check_examples(rule, "fires", rule.when, known)
    _check_examples(rule, "beyond", rule.beyond, known)


def _check_examples(rule: Rule, key: str, condition: Condition | None, known: Knowledge) -> None:
    """Examples say what `when` (key `fires`) and `beyond` must answer; both ways of each."""
    told = [example for example in rule.examples if key in example]
    if condition is None:
        if told:
            raise KnowledgeError(f"{rule.id} has examples of {key}, but no such condition")
        return
    answers = [example[key] for example in told]
    if True not in answers or False not in answers:
        raise KnowledgeError(f"{rule.id} needs an example with {key} true and one with false")
    sets = [f.id for f in known.fields.values() if f.kind == "set"]
    for example in told:
        wanted = None if example[key] == "unknown" else example[key]
        got = condition.judge(case_of(example, sets))
        if got is not wanted:
            raise KnowledgeError(f"{rule.id}: example {dict(example)} gives {got}")


def _check_leaf(rule: str, leaf: Compare | Has, known: Knowledge) -> None:
    field = known.fields.get(leaf.field)
    if field is None:
        raise KnowledgeError(f"{rule} asks for the field {leaf.field!r}, which frame.toml lacks")
    if isinstance(leaf, Has):
        if field.kind != "set":
            raise KnowledgeError(f"{rule}: {leaf.field} is not a set")
        lists = {
            "conditions": known.codes.conditions,
            "medicine_classes": known.codes.medicine_classes,
        }
        allowed = lists.get(leaf.field, field.choices)
        if leaf.member not in allowed:
            raise KnowledgeError(f"{rule}: {leaf.field} has no member {leaf.member!r}")
        return
    kinds: dict[str, tuple[type, ...]] = {"number": (int, float), "flag": (bool,)}
    if field.kind in kinds and not isinstance(leaf.value, kinds[field.kind]):
        raise KnowledgeError(f"{rule}: {leaf.field} compared with {leaf.value!r}")
    if field.kind == "choice" and leaf.value not in field.choices:
        raise KnowledgeError(f"{rule}: {leaf.field} is never {leaf.value!r}")
