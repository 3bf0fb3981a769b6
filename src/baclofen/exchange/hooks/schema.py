"""JSON Schemas (2020-12) of what goes over the wire of a hook: for whoever writes the other side.

They say what the reader takes and what an answer holds; what is in a resource is FHIR R4's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen.exchange.hooks.card import SUMMARY_BELOW
from baclofen.exchange.hooks.request import MOST_ORDERS, NEEDS, ORDERS, Json
from baclofen.exchange.hooks.services import HOOK_SERVICE, HOOKS, VERSION

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": "string", "pattern": r"\S"}
_NOT_EMPTY: Json = {"type": "string", "minLength": 1}


def _object(required: tuple[str, ...] = (), **properties: Any) -> Json:
    made: Json = {"type": "object", "properties": properties}
    return {**made, "required": list(required)} if required else made


def _list(of: Json, least: int = 0, most: int | None = None) -> Json:
    made: Json = {"type": "array", "items": of}
    if least:
        made["minItems"] = least
    return made if most is None else {**made, "maxItems": most}


_RESOURCE = _object(("resourceType",), resourceType={"type": "string"})
_CODING = _object(("code",), system={"type": "string"}, code=_NOT_EMPTY, display=_NOT_EMPTY)


def _context(hook: str) -> Json:
    """What a hook's context must hold."""
    fields: Json = {name: _TEXT for name in NEEDS[hook] if name != "selections"}
    fields["patientId"] = {
        "type": "string",
        "pattern": r"^(Patient/)?(?!\.{1,2}$)[A-Za-z0-9.\-]{1,64}$",
    }
    if "selections" in NEEDS[hook]:
        fields["selections"] = _list({"type": "string"})
    if hook in ORDERS:
        entry = _object(("resource",), resource=_RESOURCE)
        kind = {"const": "Bundle"}
        fields[ORDERS[hook]] = _object(
            ("resourceType",), resourceType=kind, entry=_list(entry, most=MOST_ORDERS)
        )
    return _object(tuple(fields), **fields)


def _request() -> Json:
    access = _object(
        ("access_token",), access_token=_NOT_EMPTY, token_type={"const": "Bearer"},
        expires_in={"type": "number"}, scope={"type": "string"}, subject={"type": "string"},
        patient={"type": "string"},
    )  # fmt: skip
    made = _object(
        ("hook", "hookInstance", "context"),
        hook={"enum": list(HOOKS)},
        hookInstance=_TEXT,
        context={"type": "object"},
        fhirServer=_TEXT,
        fhirAuthorization=access,
        prefetch={
            "type": "object",
            "additionalProperties": {"anyOf": [_RESOURCE, {"type": "null"}]},
            "description": "By key. null: looked for, and there is nothing. A key that is left "
            "out, or that holds an OperationOutcome, is unknown.",
        },
    )
    made["dependentRequired"] = {"fhirAuthorization": ["fhirServer"]}
    made["allOf"] = [
        {"if": {"properties": {"hook": {"const": hook}}},
         "then": {"properties": {"context": _context(hook)}}}
        for hook in HOOKS
    ]  # fmt: skip
    return made


def _cards() -> Json:
    action = _object(
        ("type", "description", "resource"), type={"enum": ["create", "update"]},
        description=_NOT_EMPTY, resource=_RESOURCE,
    )  # fmt: skip
    suggestion = _object(
        ("uuid", "label", "actions"), uuid=_NOT_EMPTY, label=_NOT_EMPTY,
        isRecommended={"type": "boolean"}, actions=_list(action, 1),
    )  # fmt: skip
    link = _object(
        ("label", "url", "type"), label=_NOT_EMPTY, url=_NOT_EMPTY,
        type={"enum": ["absolute", "smart"]},
    )  # fmt: skip
    card = _object(
        ("uuid", "summary", "detail", "indicator", "source", "overrideReasons"),
        uuid=_NOT_EMPTY,
        summary={"type": "string", "minLength": 1, "maxLength": SUMMARY_BELOW - 1},
        detail={"type": "string", "description": "Markdown without HTML."},
        indicator={"enum": ["info", "warning", "critical"]},
        source=_object(("label",), label=_NOT_EMPTY, url=_NOT_EMPTY, topic=_CODING),
        overrideReasons=_list(_CODING, 1),
        suggestions=_list(suggestion, 1, 1),
        selectionBehavior={"const": "at-most-one"},
        links=_list(link, 1, 1),
    )
    card["dependentRequired"] = {"suggestions": ["selectionBehavior"]}
    card["additionalProperties"] = False
    return {**_object(("cards",), cards=_list(card)), "additionalProperties": False}


def _feedback() -> Json:
    reason = _object(
        reason=_object(("code",), code={"type": "string"}), userComment={"type": "string"}
    )
    reason["anyOf"] = [{"required": ["reason"]}, {"required": ["userComment"]}]
    entry = _object(
        ("card", "outcome", "outcomeTimestamp"),
        card=_NOT_EMPTY,
        outcome={"enum": ["accepted", "overridden"]},
        outcomeTimestamp={"type": "string", "format": "date-time"},
        acceptedSuggestions=_list(_object(("id",), id=_NOT_EMPTY)),
        overrideReason=reason,
    )
    entry["if"] = {"properties": {"outcome": {"const": "accepted"}}}
    entry["then"] = {
        "required": ["acceptedSuggestions"],
        "properties": {"acceptedSuggestions": {"minItems": 1}},
    }
    return _object(("feedback",), feedback=_list(entry, 1, 500))


def _services() -> Json:
    service = _object(
        ("hook", "id", "description", "prefetch"),
        hook={"enum": list(HOOKS)}, id={"const": HOOK_SERVICE}, title=_NOT_EMPTY,
        description=_NOT_EMPTY, usageRequirements=_NOT_EMPTY, version={"const": VERSION},
        prefetch={"type": "object", "additionalProperties": _NOT_EMPTY},
    )  # fmt: skip
    return _object(("services",), services=_list(service))


def _figures() -> Json:
    count: Json = {"type": "integer", "minimum": 0}
    rule = _object(
        ("rule", "shown", "accepted", "overridden"),
        rule=_NOT_EMPTY, shown=count, accepted=count, overridden=count,
    )  # fmt: skip
    return _object(("rules",), rules=_list(rule))


def _outcome() -> Json:
    issue = _object(
        ("severity", "code"), severity={"enum": ["fatal", "error", "warning", "information"]},
        code=_NOT_EMPTY, diagnostics=_NOT_EMPTY,
    )  # fmt: skip
    kind = {"const": "OperationOutcome"}
    return _object(("resourceType", "issue"), resourceType=kind, issue=_list(issue, 1))


#: name → schema
HOOK_SCHEMAS: Mapping[str, Json] = {
    name: {"$schema": _DIALECT, "title": title, **made}
    for name, title, made in (
        ("hook-request", "A call of a hook", _request()),
        ("hook-cards", "The answer to a call", _cards()),
        ("hook-feedback", "What became of cards", _feedback()),
        ("hook-services", "The answer to discovery", _services()),
        ("hook-figures", "Cards by rule: shown, accepted, overridden", _figures()),
        ("hook-outcome", "Why a call was not answered", _outcome()),
    )
}
