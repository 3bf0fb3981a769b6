"""The evidence map: how many studies of which design there are, by syndrome and route."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from baclofen.evidence.answers import known_by
from baclofen.knowledge import Study, Trials
from baclofen.value import Value

#: Kinds of study in a map, the strongest first.
KINDS = ("controlled", "one arm", "review", "unpublished")


class Cell(Value):
    """The studies of one syndrome and route, by kind; `people` as far as they are known."""

    syndrome: str
    route: str
    studies: Mapping[str, tuple[Study, ...]]

    @property
    def count(self) -> int:
        """How many studies, reviews and unpublished trials among them."""
        return sum(len(found) for found in self.studies.values())

    def kind(self, name: str) -> int:
        """How many studies of one kind."""
        return len(self.studies.get(name, ()))


def evidence_map(trials: Trials, *, as_of: int | date | None = None) -> tuple[Cell, ...]:
    """A cell for each syndrome and route, in the order of the data, empty ones included.

    Studies whose people are in another one are not counted; searches that found nothing are no
    study. With `as_of`, as if no later study existed.

    >>> from baclofen.knowledge import load_trials
    >>> cells = evidence_map(load_trials())
    >>> [c.count for c in cells if c.syndrome == "fibromyalgia" and c.route == "oral"]
    [1]
    """
    known = known_by(trials, as_of)
    found: dict[tuple[str, str, str], list[Study]] = {}
    for study in known.studies.values():
        if study.design != "search" and study.part_of not in known.studies:
            found.setdefault((study.syndrome, study.route, kind_of(study)), []).append(study)
    return tuple(
        Cell(
            syndrome,
            route,
            MappingProxyType(
                {
                    k: tuple(found[syndrome, route, k])
                    for k in KINDS
                    if (syndrome, route, k) in found
                }
            ),
        )
        for syndrome in trials.syndromes
        for route in trials.routes
    )


def kind_of(study: Study) -> str:
    """Controlled, one arm, review or unpublished."""
    if study.use == "unpublished":
        return "unpublished"
    if not study.is_trial:
        return "review"
    return "controlled" if study.compare else "one arm"
