"""The typical subjects of gates and pictures, and the seed of every population here."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.model import Body, Model, model_of

SEED = 20261122


def adult(known: Knowledge, crcl: float = 105.0) -> Model:
    """An adult whose scores do not matter, with this kidney clearance in mL/min."""
    return model_of(Body(age_y=45, weight_kg=70, crcl=crcl), known)


def spinal(known: Knowledge) -> Model:
    """An adult as in the published pump studies: Ashworth 4 after cord injury."""
    body = Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 4.0})
    return model_of(body, known, "sci_spasticity")
