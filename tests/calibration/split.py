"""Which new trials calibrate the model and which are only compared with: drawn, not chosen.

    python -m tests.calibration.split

prints each new trial with its domain and mark. The rule is decision 0030; it was written, and this
draw made, before any fit looked at a new figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple
from zlib import crc32

import numpy as np

Mark = Literal["calibration", "validation"]

#: Of the draw. Another seed would be another draw, and another decision.
SEED = 20261129
#: A domain with fewer new trials is scored by leaving each out and fitting again.
ENOUGH = 4
#: One of so many is kept back.
KEPT_BACK = 3


class Trial(NamedTuple):
    """One new trial, all its reports together: its domain, its facts, and what binds its mark.

    `named`: this project had looked at its figures against the model before the draw, so it is
    never called unseen. `marked`: the source had a mark before, which stands. `reading` is when it
    was read: a draw that was made stands, who comes later is drawn among those who came with it.
    """

    domain: str
    facts: tuple[str, ...]
    named: bool = False
    marked: Mark | None = None
    reading: int = 1


#: By PMID, register number, or the address it was read at where it has neither.
TRIALS: Mapping[str, Trial] = {
    "meythaler1996": Trial("bolus", ("later.meythaler96",)),
    "PMID 1927610": Trial("bolus", ("later.sahuquillo91",)),
    "ko2000": Trial("bolus", ("later.ko2000",)),
    "walking_itb": Trial("bolus", ("later.walking",)),
    "PMID 8421205": Trial("pump", ("later.coffey93",)),
    "dario_spinal": Trial("pump", ("later.dario",)),
    "PMID 21533331": Trial("pump", ("later.rekand11",)),
    "stampacchia": Trial("pump", ("later.stampacchia",), named=True),
    "NCT01032239": Trial("pump", ("later.sisters_tone",), named=True, marked="validation"),
    "NCT03290131": Trial("tone by mouth", ("later.okuda_tone",), named=True),
    "kantor2016": Trial("tone by mouth", ("later.kantor_tone",), named=True),
    "hinderer1990": Trial("tone by mouth", ("later.hinderer90",), named=True),
    "roussan1985": Trial("tolerance", ("later.roussan85",)),
    "PMID 9606233": Trial("overdose", ("later.perry98",)),
    "refill_overdose": Trial("overdose", ("later.refill_overdose",)),
    "PMID 24407102": Trial("side effects on a pump", ("later.borrini14",)),
    "PMID 34569533": Trial("kinetics", ("later.newborn",)),
    "pedersen1974": Trial("reflex", ("later.pedersen74",), named=True),
    "PMID 21577221": Trial("tone by mouth", ("later.nance_tone",), reading=2),
    "NCT01359566": Trial("tone by mouth", ("later.placarbil_ms",), reading=2),
    "gilmartin2000": Trial("pump", ("later.gilmartin00",), reading=2),
    "PMID 22595326": Trial("reflex", ("later.stokic12",), reading=2),
}


def in_domain(domain: str) -> list[str]:
    """The new trials of a domain, in alphabetical order."""
    return sorted(name for name, trial in TRIALS.items() if trial.domain == domain)


def kept_back(domain: str) -> set[str]:
    """Those of a domain that are only compared with, by the draws."""
    readings = {trial.reading for trial in TRIALS.values()}
    return {name for reading in readings for name in _drawn(domain, reading)}


def _drawn(domain: str, reading: int) -> set[str]:
    """Those kept back of what was read then; all read by then make the size of the domain."""
    trials = [t for t in in_domain(domain) if TRIALS[t].reading <= reading]
    free = [
        t for t in trials
        if TRIALS[t].reading == reading and not TRIALS[t].named and TRIALS[t].marked is None
    ]  # fmt: skip
    if len(trials) < ENOUGH or not free:
        return set()
    count = max(1, round(len(free) / KEPT_BACK))
    seed = [SEED, crc32(domain.encode()), *([reading] if reading > 1 else [])]
    order = np.random.default_rng(seed).permutation(len(free))
    return {free[i] for i in order[:count]}


def mark_of(name: str) -> Mark:
    """What a trial is for."""
    trial = TRIALS[name]
    if trial.marked is not None:
        return trial.marked
    return "validation" if name in kept_back(trial.domain) else "calibration"


def left_out_in_turn(name: str) -> bool:
    """True where the domain is too small for a draw."""
    return len(in_domain(TRIALS[name].domain)) < ENOUGH


if __name__ == "__main__":
    for name, trial in TRIALS.items():
        turn = ", left out in turn" if left_out_in_turn(name) else ""
        print(f"{name:18} {trial.domain:24} {mark_of(name)}{turn}")
