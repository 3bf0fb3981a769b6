"""The share of the usual dose that the kidneys allow, and a dose cut to it."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.units import Dose, mg


def allowed_share(fit: Assessment) -> float:
    """From 0 to 1; 1 where kidney function is not known: what is not known is judged elsewhere."""
    return 1.0 if fit.kidney.fraction is None else fit.kidney.fraction


def cut_for_kidneys(asked: Dose, ceiling: Dose, fit: Assessment) -> Dose | None:
    """What weak kidneys leave of a daily dose asked for, never above the ceiling; None where they
    cut nothing, or allow none.

    Facts: `REN-VLAVONOU`, `kidney.egfr_mid_fraction`.
    """
    share = allowed_share(fit)
    return mg(min(share * asked.in_mg, ceiling.in_mg)) if 0 < share < 1 else None
