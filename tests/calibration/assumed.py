"""What is assumed of figures that set the model, and what each of these assumptions can do.

Decision 0030: what a figure leaves to be assumed sets nothing by itself. It is a nuisance of the
fit, which has a prior of its own and is left open (`CARRIED`), or nothing that is read of the
figure depends on it (`UNREAD`). What is neither is taken as assumed, and said to be (`TAKEN`).
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge import Knowledge
from baclofen.qualification import Target, own_targets
from tests.calibration.posterior import told

_R_MG = "80 mg of racemate for 40 mg of R-baclofen extended release"
_PRODRUG_MG = (
    "43 mg of racemate for the R content of 40 mg of the prodrug, by recalled molecular weights",
    "64 mg of racemate for the R content of 60 mg of the prodrug, by recalled molecular weights",
)

#: By fact and what is assumed of it: the nuisance that carries it.
CARRIED: Mapping[tuple[str, str], str] = {
    ("pd.penn89", "mcg_per_day"): "penn_dose",
    ("pd.ae_drowsy", "mg"): "spasticity_mg",
    ("pd.ae_hdb", "mg"): "high_mg",
    ("later.okuda_tone", _R_MG): "extended",
    ("later.kantor_tone", _R_MG): "extended",
    ("later.nance_tone", "a start of 3 of 4"): "prodrug_start",
    **{("later.nance_tone", says): "prodrug" for says in _PRODRUG_MG},
}
_IN_PROPORTION = "kinetics are in proportion to the dose"
#: Why nothing that is read of the figure depends on it.
UNREAD: Mapping[tuple[str, str], str] = {
    **{
        (fact, "mg"): _IN_PROPORTION
        for fact in (
            "pk.wuis90_cl", "pk.marsot_cl", "pk.chevillard_cl_f", "pk.wuis90_fe", "pk.kochak_clr",
            "pk.kochak_beta",
        )
    },
    ("pk.wuis90_cl", "every_h"): _IN_PROPORTION,
    ("pd.it_bolus_tc", "bolus_mcg"): "the hour of most effect is that of 25 and of 100 mcg",
}  # fmt: skip
#: What is taken as assumed, and so sets something together with the figure.
TAKEN: Mapping[tuple[str, str], str] = {
    ("pd.ae_drowsy", "times_per_day"): "four a day; how often is not told",
    ("pd.ae_drowsy", "days"): "four weeks, at which tolerance to drowsiness has settled",
    ("pd.ae_hdb", "days"): "four weeks, at which tolerance to drowsiness has settled",
    ("pd.ae_hdb", "sedation, dizziness or fatigue, counted together, is read as drowsiness"): (
        "how many were drowsy is not told; the block takes their rise over placebo, each at its own"
    ),
    ("later.okuda_tone", "a start of 7.7"): "borrowed from the other trial of the same product",
    ("later.kantor_tone", "the SD of okuda_tone"): "that of the larger trial of the same product",
    ("pd.fromm80", "days"): "two weeks; how long is not told",
    ("pd.fromm80", "relief is half of the paroxysms or fewer"): "what relief was is not told",
    ("pd.od_leung", "at most 15 % where the first cases were seen"): "one in ten; coma is refused",
}


def behind(known: Knowledge) -> frozenset[str]:
    """Every fact that a fitted value or its spread rests on."""
    fitted = {fact for _, fact, _, _ in told()}
    fitted |= {fact.id for fact in known.facts.values() if fact.was is not None}
    spreads = {f"{family}.rse.{last}" for family, _, last in (id.rpartition(".") for id in fitted)}
    of = [known.facts[id] for id in fitted | spreads if id in known.facts]
    return frozenset(parent for fact in of for parent in fact.derived_from)


def assumed_of_fitted(known: Knowledge) -> tuple[tuple[str, str], ...]:
    """Of figures that set the model: the fact, and what is assumed of it."""
    rests = behind(known)
    found = (
        (target.fact, says)
        for target in own_targets(known)
        if target.fact in rests
        for says in target.assumed
    )
    return tuple(dict.fromkeys(found))


def left_out(known: Knowledge) -> tuple[Target, ...]:
    """Figures whose mark lets them calibrate, and on which nothing that was fitted rests."""
    rests = behind(known)
    return tuple(
        target for target in own_targets(known)
        if target.split == "calibration" and target.fact not in rests
    )  # fmt: skip
