"""What became of cards: accepted or overridden, as clients tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baclofen.errors import InputRefused
from baclofen.exchange import parse_json
from baclofen.value import Value

_MOST = 500


class Feedback(Value):
    """One card's outcome. `reason` is the code of the reason for setting it aside."""

    card: str
    outcome: str
    at: str
    suggestions: tuple[str, ...] = ()
    reason: str = ""
    comment: str = ""


def read_feedback(raw: bytes) -> tuple[Feedback, ...]:
    """All that a client reports, by the rules of CDS Hooks. Raises a subclass of `InputRefused`."""
    documents = parse_json(raw.decode("utf-8-sig", errors="replace"), "feedback")
    document = documents[0] if len(documents) == 1 else None
    told = document.get("feedback") if isinstance(document, dict) else None
    if not isinstance(told, list) or not told or len(told) > _MOST:
        raise InputRefused("feedback", "no list", f"it must be one, of 1 to {_MOST} entries")
    return tuple(_one(entry, f"feedback[{place}]") for place, entry in enumerate(told))


def _one(entry: Any, where: str) -> Feedback:
    if not isinstance(entry, dict):
        raise InputRefused(where, "no object", "it must be one")
    card, outcome = _text(entry, "card", where), _text(entry, "outcome", where)
    at = _text(entry, "outcomeTimestamp", where)
    try:
        when = datetime.fromisoformat(at.replace("Z", "+00:00"))
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise InputRefused(f"{where}.outcomeTimestamp", "no instant", "it must be one, with zone")
    if outcome == "accepted":
        return Feedback(card, outcome, at, _suggestions(entry, where))
    if outcome != "overridden":
        raise InputRefused(f"{where}.outcome", "unknown", "it must be accepted or overridden")
    return Feedback(card, outcome, at, (), *_reason(entry.get("overrideReason"), where))


def _suggestions(entry: dict[str, Any], where: str) -> tuple[str, ...]:
    told = entry.get("acceptedSuggestions")
    if not isinstance(told, list) or not told:
        raise InputRefused(f"{where}.acceptedSuggestions", "missing", "accepted needs them")
    return tuple(_text(one if isinstance(one, dict) else {}, "id", where) for one in told)


def _reason(told: Any, where: str) -> tuple[str, str]:
    if told is None:
        return "", ""
    reason = told.get("reason") if isinstance(told, dict) else None
    code = reason.get("code") if isinstance(reason, dict) else None
    comment = told.get("userComment") if isinstance(told, dict) else None
    if not isinstance(code, str) and not isinstance(comment, str):
        raise InputRefused(f"{where}.overrideReason", "empty", "it needs a reason or a comment")
    return (code if isinstance(code, str) else ""), (comment if isinstance(comment, str) else "")


def _text(of: dict[str, Any], name: str, where: str) -> str:
    value = of.get(name)
    if not isinstance(value, str) or not value:
        raise InputRefused(f"{where}.{name}", "missing", "it is required, as text")
    return value
