"""Which rules the vignettes reach: by firing, by being cited, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baclofen.knowledge import VIGNETTE_DAY, Knowledge, Vignette
from baclofen.review.play import play
from baclofen.value import Value


class Coverage(Value):
    """Per rule the vignettes in which it fires and in which it is cited, and its examples.

    `conditional` are the rules that a case can reach at all; the rest are information that
    only `why` shows.
    """

    fires: Mapping[str, tuple[str, ...]]
    cited: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, int]
    conditional: frozenset[str]

    @property
    def unreached(self) -> tuple[str, ...]:
        """Rules with a condition that no vignette fires or cites."""
        return tuple(id for id in self.conditional_in_order if not self._reached(id))

    @property
    def untried(self) -> tuple[str, ...]:
        """Rules with a condition that neither a vignette nor an example reaches."""
        return tuple(id for id in self.unreached if not self.examples[id])

    @property
    def conditional_in_order(self) -> tuple[str, ...]:
        return tuple(id for id in self.examples if id in self.conditional)

    def _reached(self, id: str) -> bool:
        return bool(self.fires.get(id) or self.cited.get(id))


def cover(known: Knowledge, vignettes: Iterable[Vignette]) -> Coverage:
    """Play every vignette and take down which rules it reaches."""
    fires: dict[str, list[str]] = {}
    cited: dict[str, list[str]] = {}
    for vignette in vignettes:
        got = play(vignette.patient, known, today=VIGNETTE_DAY, jurisdiction=vignette.jurisdiction)
        for id in sorted(got.fires):
            fires.setdefault(id, []).append(vignette.id)
        for id in sorted(got.cited - got.fires):
            cited.setdefault(id, []).append(vignette.id)
    return Coverage(
        {id: tuple(names) for id, names in fires.items()},
        {id: tuple(names) for id, names in cited.items()},
        {id: len(rule.examples) for id, rule in known.rules.items()},
        frozenset(id for id, rule in known.rules.items() if rule.when is not None),
    )
