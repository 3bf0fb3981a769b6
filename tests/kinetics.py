"""The typical person's own parameters, and courses of theirs, for tests."""

import numpy as np

from baclofen.engine import compile_program, run
from baclofen.model import Body, Model, model_of
from tests.people import known

HEALTHY = Body(age_y=30, weight_kg=70, crcl=105)
#: As in the published pump studies.
SPINAL = Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 4.0})


def healthy() -> Model:
    return model_of(HEALTHY, known())


def spinal() -> Model:
    return model_of(SPINAL, known(), "sci_spasticity")


def individual(model: Model, name: str) -> float:
    """A parameter, or a signal of parameters only, of the typical person."""
    parameters = model.parameters(model.prior.typical())
    if name in parameters:
        return float(parameters[name][0])
    used = {n: parameters[n] for n in model.graph.parameters}
    program = compile_program(model.graph, [], until_h=1, at_h=[0.0])
    return float(np.ravel(run(program, used, [name])[name])[0])
