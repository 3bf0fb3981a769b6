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

Members that several rules speak of are named as well, by the list in the values of one of them:

    { field = "signs", has_any_of = "SIGN-TWO.signs" }

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

    def seek(self, case: Case, found: dict[str, None]) -> None:
        """Puts what is unknown into `found`, as `unknowns` gives it."""
        if case.get(self.field) is None:
            found[self.field] = None

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

    def seek(self, case: Case, found: dict[str, None]) -> None:
        if self.judge(case) is None:
            found[self.name] = None

    def leaves(self) -> Iterator[Compare | Has]:
        yield self


class _Parts(Value):
    """Conditions under one word."""

    parts: tuple[Condition, ...]

    def seek(self, case: Case, found: dict[str, None]) -> None:
        for part in self.parts:
            part.seek(case, found)

    def leaves(self) -> Iterator[Compare | Has]:
        for part in self.parts:
            yield from part.leaves()


class All(_Parts):
    # Written out, as is AnyOf: every rule of every judgement passes here.
    def judge(self, case: Case) -> Truth:
        answer: Truth = True
        for part in self.parts:
            got = part.judge(case)
            if got is False:
                return False
            if got is None:
                answer = None
        return answer


class AnyOf(_Parts):
    def judge(self, case: Case) -> Truth:
        answer: Truth = False
        for part in self.parts:
            got = part.judge(case)
            if got:
                return True
            if got is None:
                answer = None
        return answer


class Not(Value):
    part: Condition

    def judge(self, case: Case) -> Truth:
        answer = self.part.judge(case)
        return None if answer is None else not answer

    def seek(self, case: Case, found: dict[str, None]) -> None:
        self.part.seek(case, found)

    def leaves(self) -> Iterator[Compare | Has]:
        yield from self.part.leaves()


Condition = Compare | Has | All | AnyOf | Not


def read_condition(raw: Any, *, rule: str, value_of: Callable[[str], Any]) -> Condition:
    """The condition written in a TOML `when`; `value_of` gives a value of the rule, one of another
    rule or a fact by its name, or raises `KeyError`.

    Raises `KnowledgeError` naming the rule.
    """
    if isinstance(raw, list):
        return All(tuple([read_condition(part, rule=rule, value_of=value_of) for part in raw]))
    if isinstance(raw, dict):
        made = _leaf(raw, rule, value_of) if "field" in raw else _joined(raw, rule, value_of)
        if made is not None:
            return made
    raise KnowledgeError(f"{rule}: cannot read the condition {raw!r}")


def _joined(raw: Mapping[str, Any], rule: str, value_of: Callable[[str], Any]) -> Condition | None:
    """Conditions under one word; None when it is none of ours."""
    if len(raw) != 1:
        return None
    ((word, inside),) = raw.items()
    if word == "not":
        return Not(read_condition(inside, rule=rule, value_of=value_of))
    if word not in ("any", "all") or not isinstance(inside, list):
        return None
    parts = tuple([read_condition(part, rule=rule, value_of=value_of) for part in inside])
    return AnyOf(parts) if word == "any" else All(parts)


def _leaf(raw: Mapping[str, Any], rule: str, value_of: Callable[[str], Any]) -> Condition | None:
    """What is asked of one field; None when it cannot be read. Of every start of a command this
    reads each rule anew: it looks at the words one by one."""
    field = raw["field"]
    if not isinstance(field, str):
        return None
    if len(raw) == 2:
        if isinstance(member := raw.get("has"), str):
            return Has(field, member)
        if isinstance(members := raw.get("has_any"), list):
            return AnyOf(tuple([Has(field, member) for member in members]))
        if isinstance(name := raw.get("has_any_of"), str):
            listed = _members(name, value_of, rule)
            return AnyOf(tuple([Has(field, member) for member in listed]))
        return None
    sign = raw.get("is")
    if not isinstance(sign, str) or sign not in _COMPARE or len(raw) != 3 + ("unit" in raw):
        return None
    if "value" in raw:
        return Compare(field, sign, raw["value"])
    if isinstance(name := raw.get("value_of"), str):
        return Compare(field, sign, _number(name, value_of, rule))
    if isinstance(name := raw.get("minus_value_of"), str):
        return Compare(field, sign, -_number(name, value_of, rule))
    return None


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


def _members(name: str, value_of: Callable[[str], Any], rule: str) -> Sequence[str]:
    try:
        found = value_of(name)
    except KeyError:
        raise KnowledgeError(
            f"{rule}: a condition asks for {name!r}, which is no list of a rule"
        ) from None
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise KnowledgeError(f"{rule}: a condition asks for {name!r}, which is {found!r}")
    return found


def unknowns(condition: Condition, case: Case) -> tuple[str, ...]:
    """What an unknown answer hangs on: field names, or `field.member` for sets."""
    found: dict[str, None] = {}
    condition.seek(case, found)
    return tuple(found)


def narrowed(condition: Condition, case: Case) -> Condition:
    """The condition without the parts that `case` settles: it judges any larger case the same."""
    if not isinstance(condition, All | AnyOf):
        return condition
    passes = isinstance(condition, All)
    left = [narrowed(p, case) for p in condition.parts if p.judge(case) is not passes]
    return left[0] if len(left) == 1 else type(condition)(tuple(left))


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
