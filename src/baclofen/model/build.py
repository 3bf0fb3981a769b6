"""Patient and knowledge become equations, link by link, and a first belief."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from baclofen.assessment import Assessment, clearance_basis, modelled_syndrome
from baclofen.engine import Graph
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.model import (
    cord,
    dialysis,
    effect_site,
    it_pk,
    oral_pk,
    receptor,
    release,
    side_effects,
    tolerance,
    withdrawal,
)
from baclofen.model.belief import Belief
from baclofen.model.body import Body
from baclofen.model.covariance import Covariance
from baclofen.model.credible import check_credibility
from baclofen.model.domain import notes_on
from baclofen.model.draws import Draws
from baclofen.model.gaussian import Gaussian
from baclofen.model.independent import Independent
from baclofen.model.kinetics import KINETICS, Kinetics
from baclofen.model.link import Link, Output, chain
from baclofen.model.parameter import Spreads
from baclofen.model.prior import prior
from baclofen.model.published_pk import ONE_GUT, PUBLISHED, published
from baclofen.model.seed import check_seed
from baclofen.model.syndrome import SYNDROMES, effects_of
from baclofen.model.ties import ties
from baclofen.value import Value, replace

#: From CSF to side effects: the same in everyone.
_MECHANISM: tuple[Link, ...] = (
    dialysis.LINK, it_pk.LINK, effect_site.LINK, receptor.OCCUPANCY, tolerance.LINK,
    receptor.ACTIVATION, withdrawal.LINK, release.LINK, cord.LINK, *side_effects.LINKS,
)  # fmt: skip


class Variant(Value):
    """One set of equations, its weight among others, and its first belief: `prior` of each
    parameter alone, tied by what the trials saw of them together."""

    kinetics: str
    graph: Graph
    prior: Independent
    weight: float = 1.0
    tied: Covariance = Covariance()

    @property
    def belief(self) -> Gaussian:
        """The first belief as a forecast draws it."""
        return Gaussian(self.prior, knowledge=self.tied)


class Model(Value):
    """The model of one body: equations, covariates, first belief, and its limits.

    `against` are the rules that say no to baclofen in this patient, `assumed` what was taken
    as given, `outside` where this body leaves the people the model was built on: every
    forecast shows all three. `variants` are the kinetics that are averaged; mostly there is
    one.
    """

    variants: tuple[Variant, ...]
    body: Body
    syndrome: str | None
    outputs: Mapping[str, Output]
    assumed: tuple[Note, ...]
    outside: tuple[Note, ...]
    known: Knowledge
    against: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        # All that is known stands behind it: too long to print.
        return f"Model({self.body!r}, {self.syndrome!r}, {self.kinetics!r})"

    @property
    def graph(self) -> Graph:
        """The equations, of the first variant."""
        return self.variants[0].graph

    @property
    def prior(self) -> Independent:
        """Each parameter of the first belief alone, of the first variant."""
        return self.variants[0].prior

    @property
    def belief(self) -> Gaussian:
        """The first belief as a forecast draws it, of the first variant."""
        return self.variants[0].belief

    @property
    def kinetics(self) -> str:
        """The choice of kinetics, for people."""
        return " and ".join(variant.kinetics for variant in self.variants)

    def output(self, name: str) -> Output:
        """What is known of an output. Raises `UnknownName`."""
        if name not in self.outputs:
            raise UnknownName("output of the model", name, self.outputs)
        return self.outputs[name]

    def sample(
        self, n: int, *, seed: int, spreads: Spreads = "people", belief: Belief | None = None
    ) -> Mapping[str, NDArray[np.float64]]:
        """`n` people drawn from the model: each parameter of its graph, (n,), or (1,) of what is
        the same in all, as `run` of the engine takes them.

        With "people", as here, they differ as people do and the typical values are taken as known;
        "both" adds how uncertain those are, as `simulate` does, which draws the same people from
        the same seed. `belief` instead of the model's first. Raises `OutOfRange`, `UnknownName`,
        and `InputRefused` where several kinetics are averaged.
        """
        if len(self.variants) > 1:
            raise InputRefused(
                "people", f"of the kinetics {self.kinetics}", "they must be of one of them",
                do="Name one of the kinetics.",
            )  # fmt: skip
        rng = np.random.default_rng(check_seed(seed))
        drawn = (self.belief if belief is None else belief).draw(n, rng, spreads=spreads)
        parameters = self.parameters(drawn)
        return {name: parameters[name] for name in self.graph.parameters if name in parameters}

    def parameters(self, draws: Draws) -> Mapping[str, NDArray[np.float64]]:
        """The draws with this body's covariates, as the graph needs them."""
        covariates = self.body.covariates(self.known)
        return {**draws, **{name: np.array([value]) for name, value in covariates.items()}}


def model_of(
    body: Body,
    known: Knowledge,
    syndrome: str | None = None,
    *,
    kinetics: Kinetics = "composite",
    assumed: tuple[Note, ...] = (),
) -> Model:
    """The model of a body whose kidney clearance and weight are known.

    Raises `UnknownName` for a syndrome or kinetics that are not modelled, `OutOfRange` below
    the age of the youngest child studied, and `InputRefused` for a score that the syndrome
    has no use for.
    """
    if kinetics not in KINETICS:
        raise UnknownName(
            "kinetics", kinetics, KINETICS,
            why="Topical baclofen and R-baclofen (arbaclofen) alone are not modelled.",
        )  # fmt: skip
    youngest = known.number("child.domain.age_from")
    if body.age_y < youngest:
        raise OutOfRange(
            "age", float(body.age_y), "y", f"{youngest:g} or more",
            do="No levels were measured in younger children: none are predicted.",
            why="child.domain.age_from",
        )  # fmt: skip
    if body.is_child(known) and kinetics != "composite":
        raise InputRefused(
            "kinetics of a child", repr(kinetics), "it must be the composite model",
            do="The published models were made of adults.", why="child.theta",
        )  # fmt: skip
    check_credibility(known, outputs_of_all())
    chosen = ("composite", *PUBLISHED) if kinetics == "average" else (kinetics,)
    variants = []
    outputs: dict[str, Output] = {}
    for name in chosen:
        asked = name, body.is_child(known), syndrome
        links, graph = _links(*asked), _chained(*asked)
        belief = prior(links, known)
        _must_use(body, belief, syndrome)
        belief = belief.fixed(body.baseline)
        tied = ties(belief, known)
        variants.append(Variant(name, graph, belief, weight=1 / len(chosen), tied=tied))
        outputs |= {output.name: output for link in links for output in link.outputs}
    return Model(
        variants=tuple(variants),
        body=body,
        syndrome=syndrome,
        outputs=outputs,
        assumed=(*assumed, *_choice(kinetics, body, known)),
        outside=notes_on(body, syndrome, known),
        known=known,
    )


def build_model(
    fit: Assessment,
    known: Knowledge,
    syndrome: str | None = None,
    *,
    kinetics: Kinetics = "composite",
) -> Model | None:
    """The model for this patient, or None when the kidney clearance is unknown.

    Without a kidney value a forecast would be a guess about the organ that removes the
    drug, so none is made; nor below the age of the youngest child studied. On dialysis the
    clearance that is left is assumed, and said. An unknown weight is taken as 70 kg and
    said. `syndrome` is one of the model's; by default the patient's. Raises `UnknownName`.
    """
    person, kidney = fit.person, fit.kidney
    assumed = []
    crcl = kidney.clearance
    if person.dialysis:
        crcl = known.number("dialysis.residual_crcl")
        assumed.append(known.note("body.on_dialysis"))
    elif crcl is not None:
        basis = clearance_basis(kidney, known)
        assumed.append(known.note("body.clearance", clearance=crcl, basis=basis))
    if crcl is None or person.age_y is None:
        return None
    if person.age_y < known.number("child.domain.age_from"):
        return None
    weight = person.weight_kg
    if weight is None and not person.is_adult:
        return None
    if weight is None:
        weight = known.number("oral.weight_reference")
        assumed.append(known.note("body.no_weight"))
    body = Body(age_y=person.age_y, weight_kg=weight, crcl=crcl)
    chosen, said = _syndrome_of(fit, known) if syndrome is None else (syndrome, ())
    model = model_of(body, known, chosen, kinetics=kinetics, assumed=(*assumed, *said))
    return replace(model, against=_against(fit, known))


def _against(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """A forecast of what must not be given says so before anything else."""
    return tuple(
        known.note(
            "forecast.against", finding.rule.id, verdict=finding.verdict.value,
            rule=known.rule_says(finding.rule.id),
        )
        for finding in fit.findings
        if finding.verdict >= Verdict.AVOID and finding.role == "fires"
    )  # fmt: skip


def _links(kinetics: str, child: bool, syndrome: str | None) -> tuple[Link, ...]:
    if kinetics in PUBLISHED:
        body: tuple[Link, ...] = (ONE_GUT, published(kinetics))
    else:
        adult = (oral_pk.TRANSITS, oral_pk.ADULT)
        # Children's transits differ more between them than adults'.
        young = (replace(oral_pk.TRANSITS, elsewhere={"MTT": "child.MTT"}), oral_pk.CHILD)
        body = young if child else adult
    return (*body, *_MECHANISM, *effects_of(syndrome))


@cache
def _chained(kinetics: str, child: bool, syndrome: str | None) -> Graph:
    """The equations of these links, which hold nothing of anybody: checked once a process."""
    return chain(_links(kinetics, child, syndrome))


@cache
def outputs_of_all() -> frozenset[str]:
    """The names of every output that the model of some body has."""
    bodies = ((name, child) for name in ("composite", *PUBLISHED) for child in (False, True))
    links = [link for name, child in bodies for link in _links(name, child, None)]
    links += [link for syndrome in SYNDROMES for link in effects_of(syndrome)]
    return frozenset(output.name for link in links for output in link.outputs)


def _must_use(body: Body, belief: Independent, syndrome: str | None) -> None:
    """A score that this syndrome has no use for is an error, not something to forget."""
    for name in body.baseline:
        if name not in belief.names:
            whose = "no syndrome" if syndrome is None else syndrome
            raise InputRefused(
                f"{name} before treatment", f"given for {whose}", "nothing there follows from it",
                do="Leave it out, or name another syndrome.",
            )  # fmt: skip


def _choice(kinetics: Kinetics, body: Body, known: Knowledge) -> tuple[Note, ...]:
    if body.is_child(known):
        return (known.note("kinetics.child"),)
    if kinetics == "average":
        ids = (f"published.{study}.CL_F" for study in PUBLISHED)
        return (known.note("kinetics.average", *ids),)
    if kinetics in PUBLISHED:
        return (known.note("kinetics.published", f"published.{kinetics}.CL_F", study=kinetics),)
    return (known.note("kinetics.composite"),)


def _syndrome_of(fit: Assessment, known: Knowledge) -> tuple[str | None, tuple[Note, ...]]:
    named = modelled_syndrome(fit)
    if named is None or fit.syndrome == named:
        return named, ()
    return named, (known.note(f"forecast.of_{named.removeprefix('neuropathic_')}"),)
