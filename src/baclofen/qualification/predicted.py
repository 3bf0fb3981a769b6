"""What the model predicts for a target: one number, from the typical person or from many.

Typical subjects carry no spread between people. Populations carry that one only, not the
uncertainty of the typical values. The band of a group's mean carries what is not known, by how much
trials differ from each other, and how far a mean of so few people strays.
"""

from __future__ import annotations

import math
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from baclofen.knowledge import Credence, Knowledge
from baclofen.model import Kinetics, model_of, outputs_of_all
from baclofen.qualification.doubts import (
    MULTIPLES,
    folds,
    is_by_effect,
    restarted,
    titrated,
)
from baclofen.qualification.measure import (
    departed,
    fall_of,
    is_share_of_people,
    scale_of,
)
from baclofen.qualification.statistic import EARLY_H, GROUPS, NO_MEAN, READ_OFF, Ask, each_of
from baclofen.qualification.subjects import SEED
from baclofen.qualification.target import Target
from baclofen.simulation import settings_of
from baclofen.value import replace

Numbers = NDArray[np.float64]


def predict(target: Target, known: Knowledge, *, kinetics: Kinetics = "composite") -> float:
    """The prediction, in the target's unit. Raises what the model refuses."""
    return float(np.mean(READ_OFF[target.statistic](Ask(target, known, kinetics))))


def group_means(target: Target, known: Knowledge) -> Numbers | None:
    """What the mean of a group of this size may be, `GROUPS` draws, in the target's unit.

    None where the figure tells neither a number of people nor its error, or is no mean of theirs.
    Composite kinetics.
    """
    told = target.n or target.se is not None
    if not told or target.value is None or target.statistic in NO_MEAN:
        return None
    doubt = np.random.default_rng([SEED, crc32(target.id.encode()), 1])
    given, apart = _given(target, known, doubt)
    ask = Ask(target, known, "composite", in_groups=True).given(given)
    groups = READ_OFF[target.statistic](ask).reshape(GROUPS, -1)
    means = groups.mean(axis=1)
    error = _sampling_error(target, groups, apart)
    if error is None:
        return None
    chance = np.random.default_rng([SEED, crc32(target.id.encode())])
    strayed = error * chance.standard_normal(GROUPS)
    strayed += restarted(target, departed(target, means, known, chance), known, doubt)
    # No mean lies beyond its scale, however far a few people stray.
    return np.asarray(np.clip(strayed, *scale_of(target)))


def _given(
    target: Target, known: Knowledge, chance: np.random.Generator
) -> tuple[Numbers | None, Numbers | None]:
    """What each person of the groups got over what is written, group by group, None where the dose
    is told, and one for all; and how far people of a group differ on one dose (SD by group), where
    theirs are their own.

    To one effect alone nobody is ever brought: what people differ by on one dose stands for what
    is left between them, as of a trial that tells none.
    """
    if "dose" not in target.doubts and not is_by_effect(target):
        return None, None
    means, each = folds(target, GROUPS, known, chance), each_of(target.arm)
    if not is_by_effect(target):
        return np.repeat(means, each), None
    soon = _soon(target)
    ask = Ask(soon, known, "composite", in_groups=True)
    read = [READ_OFF[soon.statistic](ask.given(np.full(GROUPS * each, fold))) for fold in MULTIPLES]
    effects = np.reshape([fall_of(soon, raw) for raw in read], (len(MULTIPLES), GROUPS, each))
    on_one = read[MULTIPLES.index(1.0)].reshape(GROUPS, each)
    return titrated(effects, means).ravel(), on_one.std(axis=1)


def _soon(target: Target) -> Target:
    """The same after the first weeks at most, by which each dose has found its effect."""
    dosing = target.arm.dosing
    if dosing.until_h <= EARLY_H:
        return target
    first = replace(
        dosing,
        given=tuple(g for g in dosing.given if g.time_h < EARLY_H),
        infused=tuple(
            replace(i, end_h=min(i.end_h, EARLY_H)) for i in dosing.infused if i.start_h < EARLY_H
        ),
        until_h=EARLY_H,
    )
    return replace(target, arm=replace(target.arm, dosing=first))


def _sampling_error(target: Target, groups: Numbers, apart: Numbers | None) -> Numbers | None:
    """How far the mean of a trial's own people strays from that of many like them: SD by group.
    `apart`, where it is given, is by how much people differ in place of what they do here."""
    means = groups.mean(axis=1)
    if target.se is not None:
        return np.full(len(groups), target.se)
    if not is_share_of_people(target):
        own = groups.std(axis=1) if apart is None else apart
        spread = own if target.sd is None else np.full(len(groups), target.sd)
        return np.asarray(spread / math.sqrt(target.n))
    if target.statistic == "excess_over_placebo":
        if target.without_drug is None:
            return None
        rest = np.full(len(groups), target.without_drug)
        on_it = np.clip(rest + means, 0.0, 1.0)
        return np.asarray(np.sqrt((rest * (1 - rest) + on_it * (1 - on_it)) / target.n))
    inside = np.clip(means, 0.0, 1.0)
    return np.asarray(np.sqrt(inside * (1 - inside) / target.n))


def credence_of(target: Target, known: Knowledge) -> Credence:
    """How far a person who decides is told such a figure. Raises what the model refuses."""
    arm = target.arm
    if arm.output not in outputs_of_all():
        # Followed here alone, as the dose that holds an effect: no door tells it.
        return "refused"
    model = model_of(arm.body, known, arm.syndrome)
    return known.credibility.worst([arm.output], settings_of(model, arm.dosing)).verdict
