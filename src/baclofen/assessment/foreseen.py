"""What a sign that is not there now would come to, of someone who takes what is planned."""

from __future__ import annotations

from typing import Any

from baclofen.assessment.case import read_situation
from baclofen.assessment.fit import Assessment
from baclofen.assessment.request import Request
from baclofen.assessment.urgent import urgent_fields
from baclofen.knowledge import Knowledge, Members
from baclofen.patient import BaclofenUse
from baclofen.value import replace

#: What is taken by someone who takes none yet, once what is planned is begun.
_PLANNED = (BaclofenUse("oral", "active", "baclofen"),)
#: What only a way down or an amount swallowed tells: neither is asked for here.
_NOT_ASKED = dict.fromkeys(("ingested", "dose_was_cut"))


def emergencies_with(fit: Assessment, known: Knowledge, sign: str) -> tuple[str, ...]:
    """The rules by which this sign would be an emergency on baclofen by mouth; none where it is
    less. What is handed out tells of it as a judgement of the same sign would.

    What nearly every answer hangs on is taken from the judgement that is there. Where that settles
    a rule, more would not change it; the whole case is read only for a rule that is left open and
    asks for more, as of a pump.
    """
    uses = fit.uses or _PLANNED
    signs = Members(fit.person.signs | {sign}, fit.person.no_signs - {sign})
    request = Request(
        today=fit.request.today, kind="continue", jurisdiction=fit.request.jurisdiction
    )
    near = _NOT_ASKED | urgent_fields(
        fit.person, request, uses, fit.medicines, fit.kidney, known, signs=signs, is_known=True
    )
    whole: dict[str, Any] | None = None
    found = []
    for id, when, fields in known.emergencies:
        answer = when.judge(near)
        if answer is None and not fields <= near.keys():
            whole = whole or _whole(fit, request, uses, signs, known)
            answer = when.judge(whole)
        if answer:
            found.append(id)
    return tuple(found)


def _whole(
    fit: Assessment, request: Request, uses: tuple[BaclofenUse, ...], signs: Members,
    known: Knowledge,
) -> dict[str, Any]:  # fmt: skip
    """Everything that the rules may ask of this person with these signs."""
    person = replace(fit.person, baclofen=uses, signs=signs.present, no_signs=signs.absent)
    return read_situation(person, request, known).case
