"""From rows and tables to values: every cell has one type, and an empty one is None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from baclofen.errors import InputRefused
from baclofen.knowledge.trials.values import Comparison, Figures, Reported, Scale, Study
from baclofen.value import fields

T = TypeVar("T")
Row = Mapping[str, Any]

_WHOLE = {"n", "events", "k", "year"}
_NUMBER = {
    "day", "percent", "mean", "sd", "se", "median", "low", "high", "estimate", "level", "pi_low",
    "pi_high", "I2", "p", "important",
}  # fmt: skip


def read_study(id: str, raw: Row) -> Study:
    """A study from its table. Raises `InputRefused` where a field is missing, unknown or odd."""
    shaped: dict[str, Any] = dict(_table(id, raw))
    risk = _table(f"risk of {id}", shaped.pop("risk", {}))
    shaped["risk"], shaped["risk_why"] = risk.get("level", ""), risk.get("why", "")
    shaped["compare"] = tuple(
        _made(Comparison, f"compare of {id}", _table(f"compare of {id}", one))
        for one in _listed(f"compare of {id}", shaped.pop("compare", ()))
    )
    counted = _table(f"n of {id}", shaped.pop("n", {}))
    shaped["n"] = MappingProxyType(
        {name: _whole(f"n.{name} of {id}", value) for name, value in counted.items()}
    )
    indirect = _table(f"indirect of {id}", shaped.pop("indirect", {}))
    shaped["indirect"] = MappingProxyType({k: str(v) for k, v in indirect.items()})
    shaped["sums"] = tuple(
        _sum(id, one) for one in _listed(f"sums of {id}", shaped.pop("sums", ()))
    )
    if shaped.get("published") not in (None, ""):
        shaped["published"] = _day(f"published of {id}", shaped["published"])
    return _made(Study, f"study {id}", {"id": id, **shaped})


def _sum(id: str, raw: Any) -> tuple[str, tuple[int, ...], int]:
    where = f"sums of {id}"
    one = _table(where, raw)
    if missing := [name for name in ("of", "parts", "whole") if name not in one]:
        raise InputRefused(where, f"without {', '.join(missing)}", "these must be given")
    parts = tuple(_whole(where, part) for part in _listed(where, one["parts"]))
    return str(one["of"]), parts, _whole(where, one["whole"])


def read_scale(id: str, raw: Row) -> Scale:
    """A scale from its table. Raises `InputRefused`."""
    return _made(Scale, f"scale {id}", {"id": id, **_table(id, raw)})


def read_figures(rows: Iterable[Row], studies: Mapping[str, Study]) -> tuple[Figures, ...]:
    """Arms from their rows. Raises `InputRefused`, naming the row."""
    return tuple(_made(Figures, _where(r, studies), _homed(r, studies)) for r in rows)


def read_reported(rows: Iterable[Row], studies: Mapping[str, Study]) -> tuple[Reported, ...]:
    """Contrasts from their rows. Raises `InputRefused`, naming the row."""
    return tuple(_made(Reported, _where(r, studies), _homed(r, studies)) for r in rows)


def _where(row: Row, studies: Mapping[str, Study]) -> str:
    study = _table("a row", row).get("study", "")
    if not isinstance(study, str) or study not in studies:
        raise InputRefused(
            "study of a row", f"{study!a:.80}", "it must be the id of a study in the same file",
            do="Add the study to the table of studies, or correct the id.",
        )  # fmt: skip
    return f"{study}: {row.get('outcome', '')}, {row.get('time', '')}, {row.get('arm', '')}"


def _homed(row: Row, studies: Mapping[str, Study]) -> dict[str, Any]:
    """The row with syndrome and route of its study, unless it has its own."""
    study = studies[row["study"]]
    shaped = dict(row)
    shaped["syndrome"] = shaped.get("syndrome") or study.syndrome
    shaped["route"] = shaped.get("route") or study.route
    if "fits" in shaped:
        shaped["fits"] = tuple(_pair(text) for text in str(shaped["fits"] or "").split())
    return shaped


def _pair(text: str) -> tuple[int, int]:
    events, _, people = text.partition("/")
    return _whole("fits", events), _whole("fits", people)


def _made(kind: type[T], where: str, raw: Mapping[str, Any]) -> T:
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    kinds = kind.__annotations__
    if unknown := sorted(set(raw) - set(known)):
        raise InputRefused(
            where, f"with the field {', '.join(map(repr, unknown))}",
            f"the fields are {', '.join(known)}", do="Correct or remove it.",
        )  # fmt: skip
    given: dict[str, Any] = {}
    for name, came in raw.items():
        value = came.strip() if isinstance(came, str) else came
        if value in (None, ""):
            # A field without a default stays empty, and is missed below.
            if known[name].required:
                given[name] = value
            continue
        given[name] = _typed(f"{name} of {where}", name, value, kinds[name])
    needed = [name for name, f in known.items() if f.required and given.get(name) in (None, "")]
    # An empty scale unit is a unit: that of a plain number.
    if missing := [name for name in needed if not (name == "unit" and given.get(name) == "")]:
        raise InputRefused(where, f"without {', '.join(missing)}", "these must be given")
    return kind(**given)


def _typed(where: str, name: str, value: Any, kind: str) -> Any:
    if name in _WHOLE and not isinstance(value, MappingProxyType):
        return _whole(where, value)
    if name in _NUMBER:
        return _number(where, value)
    if kind == "bool" and not isinstance(value, bool):
        raise InputRefused(where, f"{value!a:.80}", "it must be true or false")
    if kind.startswith(("str", "How", "Literal")) and not (
        isinstance(value, str) and value.isprintable()
    ):
        # Control characters would reach a terminal.
        raise InputRefused(where, f"{value!a:.80}", "it must be text on one line")
    return value


def _number(where: str, value: Any) -> float:
    try:
        number = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not abs(number) < float("inf"):
        raise InputRefused(where, repr(value), "it must be a finite number, or left empty")
    return number


def _whole(where: str, value: Any) -> int:
    number = _number(where, value)
    if number != int(number):
        raise InputRefused(where, repr(value), "it must be a whole number, or left empty")
    return int(number)


def _day(where: str, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputRefused(where, repr(value), "it must be a date written YYYY-MM-DD") from None


def _table(where: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputRefused(where, repr(value), "it must be a table of named fields")
    return value


def _listed(where: str, value: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InputRefused(where, repr(value), "it must be a list")
    return value
