"""Patient and knowledge become equations, and a first belief about their parameters."""

from baclofen.model.belief import Belief, Draws, Parameter
from baclofen.model.build import Model, build_model
from baclofen.model.oral_pk import Covariates, prior, scale_to_body

__all__ = [
    "Belief",
    "Covariates",
    "Draws",
    "Model",
    "Parameter",
    "build_model",
    "prior",
    "scale_to_body",
]
