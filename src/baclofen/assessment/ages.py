"""A year or month of birth alone allows two ages: the one that is worse for the question counts."""

from __future__ import annotations

from baclofen.assessment.ask import Asked, with_more
from baclofen.assessment.fit import Assessment, judge_at_one_age
from baclofen.assessment.request import Request
from baclofen.knowledge import Knowledge
from baclofen.patient import Patient
from baclofen.value import replace

#: The question for the date of birth.
_BORN = "birth_date"


def judge_at_each_age(person: Patient, known: Knowledge, request: Request) -> Assessment:
    """Every rule judged at each age that is allowed, of which the worse one counts; raises as
    `assess` does, which is the way in."""
    fits = tuple(judge_at_one_age(one, known, request) for one in _at_each_age(person))
    return _worse_of(fits, known)


def _at_each_age(person: Patient) -> tuple[Patient, ...]:
    """The person at the lowest and at the highest age; once where one age is known, or none."""
    if person.age_most_y is None:
        return (person,)
    ages = dict.fromkeys((person.age_y, person.age_most_y))
    return tuple(replace(person, age_y=age, age_most_y=None) for age in ages)


def _worse_of(fits: tuple[Assessment, ...], known: Knowledge) -> Assessment:
    """Of the judgements at each age the worse one, the younger of equals below the adult age and
    else the older; the date of birth is asked for where the answer hangs on it."""
    if len(fits) == 1:
        return fits[0]
    young, old = fits
    if _badness(young) == _badness(old):
        found = young if young.person.is_minor else old
    else:
        found = max(fits, key=_badness)
    low, high = young.person.age_y, old.person.age_y
    note = known.note("age.either", low=low, high=high, used=found.person.age_y)
    found = replace(found, notes=(note, *found.notes))
    apart = _findings(young) ^ _findings(old)
    if not apart and young.kidney.fraction == old.kidney.fraction and not young.person.is_minor:
        return found
    rules = tuple(dict.fromkeys(id for id, _ in sorted(apart)))
    asked = Asked(known.questions[_BORN], found.verdict, rules)
    return replace(found, questions=with_more(found.questions, asked))


def _badness(fit: Assessment) -> tuple[int, tuple[int, ...], float]:
    ranks = sorted((f.verdict.rank for f in fit.findings), reverse=True)
    share = 1.0 if fit.kidney.fraction is None else fit.kidney.fraction
    return fit.verdict.rank, tuple(ranks), -share


def _findings(fit: Assessment) -> frozenset[tuple[str, str]]:
    return frozenset((f.rule.id, f.verdict.value) for f in fit.findings)
