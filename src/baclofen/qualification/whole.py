"""All targets and gates of the project at once."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.model import Kinetics
from baclofen.qualification.gates import Gate, gates_of, judge_gates
from baclofen.qualification.score import Result, Summary, judge, summarise
from baclofen.qualification.target import Target, read_target
from baclofen.value import Value, replace


class Qualification(Value):
    """Every target with its prediction, every gate, and the counts by domain.

    `unexpected` is what no target or gate announced: there must be none.
    """

    results: tuple[Result, ...]
    gates: tuple[Gate, ...]
    kinetics: str

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """One of each domain, of those that calibrated the model and those that did not, of all."""
        domains = dict.fromkeys(r.target.domain for r in self.results)
        by_domain = tuple(
            summarise(d, [r for r in self.results if r.target.domain == d]) for d in domains
        )
        fitted = [r for r in self.results if r.target.split == "calibration"]
        rest = [r for r in self.results if r.target.split != "calibration"]
        by_use = (summarise("calibrated the model", fitted), summarise("only compared with", rest))
        return (*by_domain, *by_use, summarise("all", self.results))

    @property
    def unexpected(self) -> tuple[str, ...]:
        """Ids of targets and gates that missed unannounced, or not by as much as was announced."""
        missed = [r.target.id for r in self.results if not r.as_expected]
        return (*missed, *(g.id for g in self.gates if not g.as_expected))


def own_targets(known: Knowledge) -> tuple[Target, ...]:
    """The project's own targets."""
    read = (read_target(raw) for raw in known.targets)
    return tuple(replace(target, split=known.facts[target.fact].split) for target in read)


def qualify(known: Knowledge, *, kinetics: Kinetics = "composite") -> Qualification:
    """Predict every target and judge every gate. Under two minutes."""
    results = tuple(judge(target, known, kinetics=kinetics) for target in own_targets(known))
    return Qualification(results, (*gates_of(results), *judge_gates(known)), kinetics)
