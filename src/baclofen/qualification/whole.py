"""All targets and gates of the project at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from baclofen.knowledge import Knowledge
from baclofen.model import Kinetics
from baclofen.qualification.gates import RUN_GATES, Gate, gates_of, judge_gates
from baclofen.qualification.predictors import beside
from baclofen.qualification.score import Result, Summary, judge, summarise
from baclofen.qualification.subjects import spinal
from baclofen.qualification.target import Standing, Target, read_target
from baclofen.value import Value, replace

#: The order in which uses of figures are told.
_STANDINGS: tuple[Standing, ...] = ("fitted", "kept back", "new")


class Qualification(Value):
    """Every target with its prediction, every gate, and the counts by domain.

    `unexpected` is what no target or gate announced: there must be none.
    """

    results: tuple[Result, ...]
    gates: tuple[Gate, ...]
    kinetics: str

    @property
    def domains(self) -> tuple[str, ...]:
        """What is tested, in the order of the targets."""
        return tuple(dict.fromkeys(r.target.domain for r in self.results))

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """One of each domain; of figures that set a parameter, were kept back, are new; of those
        whose source tells all that is needed, and of those of which a part is assumed; of all."""
        by_domain = tuple(
            summarise(d, [r for r in self.results if r.target.domain == d]) for d in self.domains
        )
        by_use = tuple(
            summarise(s, [r for r in self.results if r.target.standing == s]) for s in _STANDINGS
        )
        by_source = tuple(
            summarise(name, [r for r in self.results if bool(r.target.assumed) is assumed])
            for name, assumed in (("source complete", False), ("a part assumed", True))
        )
        return (*by_domain, *by_use, *by_source, summarise("all", self.results))

    @property
    def earned(self) -> Mapping[str, Summary]:
        """By domain, the summary of what the model had not been fitted to: what it may be believed
        by. A domain without such figures has none."""
        return {
            d: summarise(d, own)
            for d in self.domains
            if (own := [r for r in self.results if r.target.domain == d and _is_test(r.target)])
        }

    @property
    def unexpected(self) -> tuple[str, ...]:
        """Ids of targets and gates that missed unannounced, or not by as much as was announced."""
        missed = [r.target.id for r in self.results if not r.as_expected]
        return (*missed, *(g.id for g in self.gates if not g.as_expected))


def _is_test(target: Target) -> bool:
    return target.standing != "fitted"


def own_targets(known: Knowledge) -> tuple[Target, ...]:
    """The project's own targets, each with the mark of its fact and what it did to the model."""
    read = (read_target(raw) for raw in known.targets)
    behind = _behind_the_model(known)
    return tuple(
        replace(t, split=known.facts[t.fact].split, standing=_standing(t, behind, known))
        for t in read
    )


def _standing(target: Target, behind: frozenset[str], known: Knowledge) -> Standing:
    if target.fact in behind:
        return "fitted"
    if target.found:
        return "new"
    # What had the mark when the model was made was looked at, even where no parameter rests on it.
    return "fitted" if known.facts[target.fact].split == "calibration" else "kept back"


def _behind_the_model(known: Knowledge) -> frozenset[str]:
    """Every fact that a parameter of the model rests on, however far back."""
    found: set[str] = set()
    waiting = [id for id in known.facts if known.facts[id].was is not None]
    waiting += spinal(known).prior.why
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += known.facts[id].derived_from
    return frozenset(found)


def qualify(
    known: Knowledge, *, kinetics: Kinetics = "composite",
    along: Callable[[Sequence[Target]], Iterable[Target]] = iter,
    along_gates: Callable[[Iterator[Gate], int], Iterable[Gate]] = lambda gates, _: gates,
) -> Qualification:  # fmt: skip
    """Predict every target with its band and judge every gate. Some minutes.

    `along` hands out the targets one by one, `along_gates` the gates, of which there are so many:
    who waits can be told how far it is.
    """
    targets = own_targets(known)
    others = beside(targets)
    results = tuple(
        replace(judge(target, known, kinetics=kinetics, banded=True), beside=others.get(target.id))
        for target in along(targets)
    )
    return Qualification(
        results, (*gates_of(results), *along_gates(judge_gates(known), RUN_GATES)), kinetics
    )
