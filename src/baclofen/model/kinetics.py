"""Which kinetics after a dose by mouth a model may have, by name."""

from typing import Literal, get_args

#: The composite model of this project, one as published, or all four with equal weight.
Kinetics = Literal["composite", "simon2018", "marsot2014", "chevillard2018", "average"]
KINETICS: tuple[Kinetics, ...] = get_args(Kinetics)
