"""For those who review the rules: play vignettes, see what they reach, see what a change does."""

from baclofen.review.agreement import agrees, complaints
from baclofen.review.change import Change, Difference, changed, difference
from baclofen.review.coverage import Coverage, cover
from baclofen.review.find import find_rules
from baclofen.review.play import Played, play

__all__ = [
    "Change",
    "Coverage",
    "Difference",
    "Played",
    "agrees",
    "changed",
    "complaints",
    "cover",
    "difference",
    "find_rules",
    "play",
]
