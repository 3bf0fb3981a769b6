"""What a block hands on: the posterior of persons' parameters, with those of the blocks before it.

A later block reads what earlier ones found and does not move it: from its own fit it takes how its
parameters go with theirs (a regression), and around theirs stays what they were.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tests.calibration.block import Block, Given, Numbers

HERE = Path(__file__).parent / "posteriors"


class Handed(NamedTuple):
    """Persons' parameters of this block and those before it, on their scales."""

    scales: dict[str, str]
    mean: Numbers
    covariance: Numbers


def kept(block: str) -> dict[str, Any]:
    """What is kept of a block's fit. Raises `FileNotFoundError` where it was not fitted."""
    content: dict[str, Any] = json.loads((HERE / f"{block}.json").read_text("utf-8"))
    return content


def handed_by(block: str) -> Handed:
    """What a fitted block hands on."""
    told = kept(block)["handed"]
    return Handed(told["scales"], np.array(told["mean"]), np.array(told["covariance"]))


def given_of(block: str, names: tuple[str, ...]) -> Given:
    """These parameters as a block hands them on."""
    from tests.calibration.block import Given

    whole = handed_by(block)
    at = [list(whole.scales).index(name) for name in names]
    return Given(
        {name: whole.scales[name] for name in names}, whole.mean[at],
        whole.covariance[np.ix_(at, at)],
    )  # fmt: skip


def hand_on(block: Block, before: Handed | None, mean: Numbers, covariance: Numbers) -> Handed:
    """What this block hands on, from its posterior over all its parameters."""
    own = [n for n, free in block.free.items() if free.fact]
    mine = [block.names.index(n) for n in own]
    scales = {n: block.scales[n] for n in own}
    if before is None:
        return Handed(scales, mean[mine], covariance[np.ix_(mine, mine)])
    given = list(block.given.scales)
    read = [block.names.index(n) for n in given]
    slope = np.linalg.solve(covariance[np.ix_(read, read)], covariance[np.ix_(read, mine)]).T
    left = covariance[np.ix_(mine, mine)] - slope @ covariance[np.ix_(read, mine)]
    theirs = [list(before.scales).index(n) for n in given]
    shared = slope @ before.covariance[theirs]
    inner = slope @ before.covariance[np.ix_(theirs, theirs)] @ slope.T
    return Handed(
        {**before.scales, **scales},
        np.concatenate([before.mean, mean[mine] + slope @ (before.mean[theirs] - mean[read])]),
        np.block([[before.covariance, shared.T], [shared, left + inner]]),
    )
