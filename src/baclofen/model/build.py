"""From an assessed patient to the equations that predict for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baclofen.assessment import Assessment, Note
from baclofen.engine import Graph
from baclofen.knowledge import Knowledge
from baclofen.model.belief import Belief, Draws
from baclofen.model.oral_pk import GRAPH, Covariates, prior, scale_to_body


@dataclass(frozen=True)
class Model:
    """The oral model for one patient: graph, covariates, first belief, and its limits.

    `outside` says where the patient leaves the people the model was built on; every
    forecast shows it.
    """

    graph: Graph
    body: Covariates
    prior: Belief
    assumed: tuple[Note, ...]
    outside: tuple[Note, ...]
    known: Knowledge

    def parameters(self, draws: Draws) -> Mapping[str, NDArray[np.float64]]:
        """The graph's parameters for this body, one value a draw."""
        return scale_to_body(draws, self.body, self.known)

    @property
    def why(self) -> tuple[str, ...]:
        return self.prior.why


def build_model(fit: Assessment, known: Knowledge) -> Model | None:
    """The model for this patient, or None when the kidney clearance is unknown.

    Without a kidney value a forecast would be a guess about the organ that removes the
    drug, so none is made. An unknown weight is taken as 70 kg and said.
    """
    person, kidney = fit.person, fit.kidney
    if kidney.clearance is None:
        return None
    assumed = [
        Note(
            f"Kidney clearance of this body: {kidney.clearance:.0f} mL/min "
            f"({kidney.clearance_basis}).",
            ("oral.CLr_slope", "kidney.ckdepi_2021", "kidney.cockcroft_gault"),
        )
    ]
    weight = person.weight_kg
    if weight is None:
        weight = known.number("oral.weight_reference")
        assumed.append(
            Note(
                f"Weight is not known: the forecast is for {weight:g} kg.",
                ("oral.weight_reference",),
            )
        )
    return Model(
        graph=GRAPH,
        body=Covariates(crcl=kidney.clearance, weight_kg=weight),
        prior=prior(known),
        assumed=tuple(assumed),
        outside=_outside(fit, known),
        known=known,
    )


def _outside(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    notes = []
    if fit.person.is_minor:
        notes.append(
            Note(
                f"The model rests on adults; this patient is {fit.person.age_y:.0f}. "
                "Read the forecast with that doubt.",
                ("oral.domain.age_from",),
            )
        )
    lowest = known.number("oral.domain.crcl_from")
    if (fit.kidney.clearance or lowest) < lowest:
        notes.append(
            Note(
                f"Kidney clearance is below {lowest:g} mL/min: no data by person lie behind the "
                "forecast there.",
                ("oral.domain.crcl_from",),
            )
        )
    return tuple(notes)
