"""A small language for the conditions of rules, judged in three values.

    when = [
      { field = "egfr", is = "<", value = 30, unit = "mL/min/1.73m2" },
      { any = [ { field = "conditions", has = "epilepsy" },
                { field = "conditions", has = "seizure" } ] },
    ]

A number that the rule's values or a fact hold is named, not written again, and where the field
counts a fall as negative, named with `minus_value_of`:

    { field = "requested_daily_dose", is = ">", value_of = "max_mg_per_day", unit = "mg" }
    { field = "age", is = ">=", value_of = "kidney.old_age", unit = "y" }
    { field = "pump_change", is = "<", minus_value_of = "cut_percent", unit = "%" }

A list means *all*. What is not known is neither yes nor no: the answer is None,
and `unknowns` names what would have to be asked.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.value import Value

Truth = bool | None

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Members(Value):
    """What is known of a set: what is in it, what is stated to be out of it.

    Whatever is in neither is unknown, unless the set is `complete`.

    >>> Members(frozenset({"stroke"}), frozenset({"epilepsy"})).has("psychosis") is None
    True
    """

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    complete: bool = False

    def has(self, member: str) -> Truth:
        if member in self.present:
            return True
        return False if self.complete or member in self.absent else None


#: What the rules can see of one patient and one request. A missing field is unknown.
Case = Mapping[str, Any]


class Compare(Value):
    field: str
    sign: str
    value: float | str | bool

    @property
    def name(self) -> str:
        return self.field

    def judge(self, case: Case) -> Truth:
        seen = case.get(self.field)
        return None if seen is None else _COMPARE[self.sign](seen, self.value)

    def leaves(self) -> Iterator[Compare | Has]:
        yield self


class Has(Value):
    """Whether the set `field` of a case holds `member`; None when the case cannot tell."""

    field: str
    member: str

    @property
    def name(self) -> str:
        return f"{self.field}.{self.member}"

    def judge(self, case: Case) -> Truth:
        seen: Members | None = case.get(self.field)
        if seen is None:
            return None
        # As `Members.has`, written out.
        if self.member in seen.present:
            return True
        return False if seen.complete or self.member in seen.absent else None

    def leaves(self) -> Iterator[Compare | Has]:
        yield self


class All(Value):
    # Written out, as is AnyOf: every rule of every judgement passes here.
    parts: tuple[Condition, ...]

    def judge(self, case: Case) -> Truth:
        answer: Truth = True
        for part in self.parts:
            got = part.judge(case)
            if got is False:
                return False
            if got is None:
                answer = None
        return answer

    def leaves(self) -> Iterator[Compare | Has]:
        for part in self.parts:
            yield from part.leaves()


class AnyOf(Value):
    parts: tuple[Condition, ...]

    def judge(self, case: Case) -> Truth:
        answer: Truth = False
        for part in self.parts:
            got = part.judge(case)
            if got:
                return True
            if got is None:
                answer = None
        return answer

    def leaves(self) -> Iterator[Compare | Has]:
        for part in self.parts:
            yield from part.leaves()


class Not(Value):
    part: Condition

    def judge(self, case: Case) -> Truth:
        answer = self.part.judge(case)
        return None if answer is None else not answer

    def leaves(self) -> Iterator[Compare | Has]:
        yield from self.part.leaves()


Condition = Compare | Has | All | AnyOf | Not


def read_condition(raw: Any, *, rule: str, value_of: Callable[[str], Any]) -> Condition:
    """The condition written in a TOML `when`; `value_of` gives a value of the rule or a fact by
    its name, or raises `KeyError`.

    Raises `KnowledgeError` naming the rule.
    """

    def read(part: Any) -> Condition:
        return read_condition(part, rule=rule, value_of=value_of)

    if isinstance(raw, list):
        return All(tuple(read(part) for part in raw))
    match raw:
        case {"any": list(parts), **rest} if not rest:
            return AnyOf(tuple(read(part) for part in parts))
        case {"all": list(parts), **rest} if not rest:
            return All(tuple(read(part) for part in parts))
        case {"not": part, **rest} if not rest:
            return Not(read(part))
        case {"field": str(field), "has": str(member), **rest} if not rest:
            return Has(field, member)
        case {"field": str(field), "has_any": list(members), **rest} if not rest:
            return AnyOf(tuple(Has(field, member) for member in members))
        case {"field": str(field), "is": sign, "value": value, **rest} if sign in _COMPARE and not (
            set(rest) - {"unit"}
        ):
            return Compare(field, sign, value)
        case {"field": str(field), "is": sign, "value_of": str(name), **rest} if (
            sign in _COMPARE and not (set(rest) - {"unit"})
        ):
            return Compare(field, sign, _number(name, value_of, rule))
        case {"field": str(field), "is": sign, "minus_value_of": str(name), **rest} if (
            sign in _COMPARE and not (set(rest) - {"unit"})
        ):
            return Compare(field, sign, -_number(name, value_of, rule))
    raise KnowledgeError(f"{rule}: cannot read the condition {raw!r}")


def _number(name: str, value_of: Callable[[str], Any], rule: str) -> float:
    try:
        found = value_of(name)
    except KeyError:
        raise KnowledgeError(
            f"{rule}: a condition compares with {name!r}, which is none of its values and no fact"
        ) from None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise KnowledgeError(f"{rule}: a condition compares with {name!r}, which is {found!r}")
    return found


def unknowns(condition: Condition, case: Case) -> tuple[str, ...]:
    """What an unknown answer hangs on: field names, or `field.member` for sets."""
    return tuple(
        dict.fromkeys(leaf.name for leaf in condition.leaves() if leaf.judge(case) is None)
    )


def case_of(example: Mapping[str, Any], sets: Sequence[str]) -> dict[str, Any]:
    """The case an example row describes: `conditions = [..]`, `no_conditions = [..]`."""
    case: dict[str, Any] = {}
    for name, value in example.items():
        if name in sets:
            case[name] = Members(frozenset(value), frozenset(example.get(f"no_{name}", ())))
        elif name.startswith("no_") and name[3:] in sets:
            case.setdefault(name[3:], Members(absent=frozenset(value)))
        elif name not in ("fires", "beyond"):
            case[name] = value
    return case
