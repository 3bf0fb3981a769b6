"""A card and what hangs on it, as values that cannot break the rules of CDS Hooks."""

from __future__ import annotations

from typing import Any, Literal

from baclofen.errors import KnowledgeError
from baclofen.exchange.hooks.request import Json
from baclofen.value import Value

Indicator = Literal["info", "warning", "critical"]
#: A summary is shorter than this.
SUMMARY_BELOW = 140
_REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"


class Action(Value):
    """One change of one resource: whole for create and update, its id alone for delete."""

    type: Literal["create", "update"]
    description: str
    resource: Json

    def as_json(self) -> Json:
        return {"type": self.type, "description": self.description, "resource": self.resource}


class Suggestion(Value):
    """What can be taken over by a click. All its actions belong together."""

    uuid: str
    label: str
    actions: tuple[Action, ...]

    def as_json(self) -> Json:
        return {
            "uuid": self.uuid,
            "label": self.label,
            "isRecommended": True,
            "actions": [action.as_json() for action in self.actions],
        }


class Reason(Value):
    """Why a card may be set aside."""

    code: str
    display: str

    def as_json(self) -> Json:
        return {"system": _REASONS, "code": self.code, "display": self.display}


class Link(Value):
    """Where more is to be had: a page, or one that the record system launches for its patient."""

    label: str
    url: str
    is_launch: bool = False

    def as_json(self) -> Json:
        kind = "smart" if self.is_launch else "absolute"
        return {"label": self.label, "url": self.url, "type": kind}


class Card(Value):
    """What is shown. `rules` are the ids it rests on, worst first, of which `topic` is the first
    and `topic_says` its words; `order` names the order it is about, empty where it is about the
    patient; `entries` says what became of the entries it was made of, by outcome. Raises
    `KnowledgeError` for a summary that is too long or empty: that would be our own fault."""

    uuid: str
    indicator: Indicator
    summary: str
    detail: str
    label: str
    url: str
    topic: str
    reasons: tuple[Reason, ...]
    rules: tuple[str, ...]
    verdict: str
    order: str = ""
    suggestion: Suggestion | None = None
    link: Link | None = None
    entries: tuple[tuple[str, int], ...] = ()
    topic_says: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.summary) < SUMMARY_BELOW:
            raise KnowledgeError(f"a card's summary has {len(self.summary)} characters")

    def as_json(self) -> Json:
        source: Json = {"label": self.label, "url": self.url}
        if self.topic:
            topic = {"system": f"{self.url}/rules", "code": self.topic, "display": self.topic_says}
            source["topic"] = {name: told for name, told in topic.items() if told}
        made: dict[str, Any] = {
            "uuid": self.uuid,
            "summary": self.summary,
            "detail": self.detail,
            "indicator": self.indicator,
            "source": source,
            "overrideReasons": [reason.as_json() for reason in self.reasons],
        }
        if self.suggestion is not None:
            made["suggestions"] = [self.suggestion.as_json()]
            made["selectionBehavior"] = "at-most-one"
        if self.link is not None:
            made["links"] = [self.link.as_json()]
        return made
