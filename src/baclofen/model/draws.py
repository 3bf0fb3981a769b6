"""Values of parameters over people, as arrays."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Draws = Mapping[str, Numbers]
