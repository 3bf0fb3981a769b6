"""What a sign that is not there now would come to, of someone who takes what is planned."""

from __future__ import annotations

from baclofen.assessment.case import read_situation
from baclofen.assessment.fit import Assessment
from baclofen.assessment.request import Request
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.value import replace


def emergencies_with(fit: Assessment, known: Knowledge, sign: str) -> tuple[str, ...]:
    """The rules by which this sign would be an emergency on baclofen by mouth; none where it is
    less. What is handed out tells of it as a judgement of the same sign would."""
    uses = fit.uses or (BaclofenUse("oral", "active", "baclofen"),)
    person = replace(
        fit.person, baclofen=uses, signs=fit.person.signs | {sign},
        no_signs=fit.person.no_signs - {sign},
    )  # fmt: skip
    request = Request(
        today=fit.request.today, kind="continue", jurisdiction=fit.request.jurisdiction
    )
    case = read_situation(person, request, known).case
    return tuple(
        rule.id
        for rule in known.rules.values()
        if rule.role == "emergency" and rule.when is not None and rule.when.judge(case) is True
    )
