"""How the model was calibrated, as a page to read, block by block.

`python -m tests.calibration.page` writes docs/calibration.md and its pictures from what is kept of
the fits, and from the knowledge what the model runs on; a test holds the three together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from baclofen.knowledge import Knowledge
from tests.calibration.assumed import CARRIED, TAKEN, UNREAD, assumed_of_fitted, left_out
from tests.calibration.block import Block, K
from tests.calibration.handed import kept
from tests.calibration.posterior import BLOCKS, block_of, told
from tests.calibration.recovery import (
    RECOVERED,
    accepted,
    errors_over_prior,
    recovered_of,
    share_held,
)

DOCS = Path(__file__).parents[2] / "docs"
FILE = DOCS / "calibration.md"
HEAD = """\
# How the model was calibrated

Three blocks of parameters, one after the other; each hands what it knows to the next. What a figure
is for was drawn before any fit ([0030](decisions/0030-what-a-figure-is-for.md),
[0046](decisions/0046-read-after-a-fit.md)); method and price are in
[0034](decisions/0034-kinetics-cord-brain.md). A block is fitted again by
`python -m tests.calibration.posterior BLOCK`, from the start.

*Fit* is the mean of the block's weighed draws; *in use* is what the model runs on. They differ
where a value derived by hand stays because the fit finds the same within half of its SD (kinetics),
where figures narrow a parameter by less than 5 % and it stays as it was, and where a later block
takes what an earlier one handed on, which moves its own by a little. Bands are those of the fit.

*Narrowed* is by how much figures narrowed what was thought before; below 30 % a value is said to be
an assumption still. *Recovered* is how far off a parameter was when simulated data sets were fitted
again, over how far off its prior was: 1 is no better than the prior, and above 0.8 ("no") the
parameter counts as not recovered, whatever its width says; only fits that are accepted count, and a
few data sets tell such a share to a third. A *new trial* departs from others as trials were
found to, and has the errors of the one seen; both are added as on a line, up to where there is no
more: the whole of what could fall. Bands of 90 % leave out a tenth.

In the pictures the figure that was seen is at 0, and one step is one of its own errors. The light
bar is what the prior said of it, the dark bar what is said now, the line what a new trial like it
would tell.

Written by `python -m tests.calibration.page`; not by hand.
"""
BESIDE = """\
## Fitted beside the blocks

Three parameters are found one by one by `python -m tests.calibration.fit`, with the blocks as they
are kept: `tolerance.T_max` (the share that is tolerant, and the rise of a pump's dose in a year),
`pain.theta_tn` (ten of fourteen with trigeminal neuralgia) and `overdose.deep_coma.midpoint` (coma
by the dose taken). Each has one or two figures, of one or two cohorts: too few to part what trials
differ by from what is true, so they have a value that meets those figures and no posterior; how
sure they are is the spread that the knowledge assumes. Nothing that is believed rests on them:
tolerance, pain and paroxysms illustrate, coma is refused.
"""
TITLES = {"kinetics": "Kinetics by mouth", "cord": "The cord", "brain": "The brain: drowsiness"}


def written(known: Knowledge = K) -> str:
    """The page as it should be."""
    blocks = (line for name in BLOCKS for line in _block(name, known))
    return "\n".join([HEAD, *blocks, BESIDE, *_assumed(known)]) + "\n"


def _block(name: str, known: Knowledge) -> Iterator[str]:
    block, of, done = block_of(name), kept(name), recovered_of(name)
    yield f"## {TITLES[name]}\n"
    yield (
        f"{len(block.seen)} figures. k-hat {of['k_hat']:.2f}, draws worth {of['worth']:.0f} of "
        f"{of['draws']}. {len(done)} simulated data sets were fitted again, "
        f"{len(accepted(done))} fits accepted.\n"
    )
    yield f"![Every figure of {TITLES[name].lower()} beside the model](calibration/{name}.png)\n"
    yield (
        "| parameter | before | fit | in use | SD on its scale | narrowed by | recovered | "
        "90 % held |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    yield from _parameters(block, of, done, known)
    ties = ", ".join(
        f"{a} with {b} ({ridge['correlation']:+.2f})"
        for ridge in of["ridges"]
        for a, b in [ridge["of"]]
    )
    yield f"\nSeen together: {ties or 'no pair above one half'}.\n"
    yield "| trial | figure | seen (SD) | prior, 90 % | fit, 90 % | a new trial, 90 % | held |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for now, before in zip(of["figures"], of["prior"], strict=True):
        yield (
            f"| {now['trial']} | {now['what']} | {now['seen']:.3f} ({now['sd']:.3f}) | "
            f"{before['low']:.2f} to {before['high']:.2f} | "
            f"{now['low']:.2f} to {now['high']:.2f} | "
            f"{now['new_low']:.2f} to {now['new_high']:.2f} | {'yes' if now['held'] else 'no'} |"
        )
    held = sum(figure["held"] for figure in of["figures"])
    yield f"\n{held} of {len(of['figures'])} figures lie within what a new trial would tell.\n"


#: The fact that holds what the model runs on, by parameter.
FACTS = {name: fact for name, fact, _, _ in told()}


def _parameters(
    block: Block, of: Mapping[str, Any], done: list[dict[str, Any]], known: Knowledge
) -> Iterator[str]:
    fits = accepted(done)
    gain = errors_over_prior(block, done) if fits else None
    held = share_held(done) if fits else None
    for i, name in enumerate(block.names):
        sd = float(np.sqrt(of["covariance"][i][i]))
        given = name in block.given.scales
        back = "-" if gain is None else f"{gain[i]:.2f}{'' if gain[i] <= RECOVERED else ', no'}"
        inside = "-" if held is None else f"{held[i]} of {len(fits)}"
        narrowed = "given" if given else f"{100 * of['shrunk'][name]:.0f} %"
        runs = f"{known.number(FACTS[name]):.3g}" if name in FACTS else "-"
        yield (
            f"| {name}{'' if name in FACTS else ' (nuisance)'} | "
            f"{of['was'][name]:.3g} | {of['value'][name]:.3g} | {runs} | {sd:.2f} | {narrowed} | "
            f"{'given' if given else back} | {inside} |"
        )


def _assumed(known: Knowledge) -> Iterator[str]:
    """What is assumed of figures that set something, and which figures might and do not."""
    yield """\
## What is assumed of these figures

What a figure leaves to be assumed sets nothing by itself: it is a nuisance of the fit, or nothing
that is read depends on it. What is neither is taken as assumed, and sets something with the figure.
"""
    yield "| figure | assumed | what comes of it |"
    yield "| --- | --- | --- |"
    for fact, says in assumed_of_fitted(known):
        place = (fact, says)
        if place in CARRIED:
            comes = f"open: the nuisance {CARRIED[place]}"
        elif place in UNREAD:
            comes = f"nothing: {UNREAD[place]}"
        else:
            comes = f"taken as assumed: {TAKEN[place]}"
        yield f"| `{fact}` | {says} | {comes} |"
    yield """
## Marked for calibration, and in no fit

The mark is drawn before any fit; which of the marked figures a fit takes was judged, trial by
trial, and not drawn. Most of these leave a dose, an hour or a start to be assumed that nothing else
tells, or were titrated to effect; the reflex of 2012 was left out after its misfit was seen
([0046](decisions/0046-read-after-a-fit.md)). A figure that is in no fit is compared all the same.
What was read before the model was made counts as fitted there: it was looked at, or set a value
that was derived by hand, as children's kinetics.
"""
    yield "| figure | fact | read | assumed | titrated |"
    yield "| --- | --- | --- | --- | --- |"
    for target in left_out(known):
        yield (
            f"| {target.id} | `{target.fact}` | {target.found or 'before'} | "
            f"{', '.join(target.assumed) or '-'} | "
            f"{'yes' if target.titrated else '-'} |"
        )


def draw(name: str, path: Path) -> None:
    """Every figure of a block beside prior, model and a new trial, as a picture."""
    from matplotlib.figure import Figure

    of = kept(name)
    rows = list(zip(of["figures"], of["prior"], strict=True))[::-1]
    figure = Figure(figsize=(8.5, 1.1 + 0.34 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for y, (now, before) in enumerate(rows):
        off = [(now[k] - now["seen"]) / now["sd"] for k in ("low", "high", "new_low", "new_high")]
        prior = [(before[k] - now["seen"]) / now["sd"] for k in ("low", "high")]
        axes.plot(prior, [y, y], color="#c9d8e6", linewidth=9, solid_capstyle="butt")
        axes.plot(off[2:], [y, y], color="#1d3d5c", linewidth=1.2)
        axes.plot(off[:2], [y, y], color="#2c6da4", linewidth=5, solid_capstyle="butt")
    axes.errorbar(
        np.zeros(len(rows)), range(len(rows)), xerr=1.645, fmt="o", color="#b3261e", markersize=4,
        linewidth=1, capsize=2,
    )  # fmt: skip
    axes.set_yticks(range(len(rows)), [f"{now['trial']}: {now['what']}" for now, _ in rows])
    axes.tick_params(labelsize=8)
    axes.set_xscale("symlog", linthresh=3)
    ticks = (-10, -3, -2, -1, 0, 1, 2, 3, 10)
    axes.set_xticks(ticks, [f"{tick}" for tick in ticks], minor=False)
    axes.minorticks_off()
    axes.set_xlabel("distance from what was seen, in its own errors", fontsize=9)
    axes.axvline(0, color="#888888", linewidth=0.6)
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    (DOCS / "calibration").mkdir(exist_ok=True)
    for name in BLOCKS:
        draw(name, DOCS / "calibration" / f"{name}.png")
