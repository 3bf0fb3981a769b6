"""Whether two accounts are of two people: what a rule of two people rests on. Pure.

An account is named as the trail names it: one of the file of users by its own name, one of a
provider or of a record system with where it signs in behind it (`NAME at HOST`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

#: Between the name of somebody who signs in elsewhere and where that is.
AT = " at "
#: A role that somebody has, not somebody: two of one server may be of one person.
_A_ROLE = "PractitionerRole/"
Persons = Literal["one", "two", "unknown"]


def persons_of(one: str, other: str, owners: Mapping[str, str]) -> Persons:
    """Whether two accounts are of one person or of two, or nobody can say. `owners` gives for an
    account the user of the file that it belongs to as well.

    Who has two names at one place is two people; of accounts at two places a file must tie one.

    >>> persons_of("dr.a", "dr.b", {}), persons_of("dr.a", "Practitioner/7 at ehr", {})
    ('two', 'unknown')
    >>> persons_of("dr.a", "Practitioner/7 at ehr", {"Practitioner/7 at ehr": "dr.a"})
    'one'
    >>> persons_of("dr.a", "Practitioner/7 at ehr", {"Practitioner/7 at ehr": "dr.b"})
    'two'
    """
    first, second = owners.get(one, one), owners.get(other, other)
    if first == second:
        return "one"
    is_apart = _places({one, first}, owners) & _places({other, second}, owners)
    return "two" if is_apart else "unknown"


def _places(names: set[str], owners: Mapping[str, str]) -> set[str]:
    """Where somebody of these names is known, under whatever name."""
    more = {account for account, owner in owners.items() if owner in names}
    return {_where(name) for name in names | more if not name.startswith(_A_ROLE)}


def _where(account: str) -> str:
    name, at, where = account.rpartition(AT)
    return where if at and name else ""
