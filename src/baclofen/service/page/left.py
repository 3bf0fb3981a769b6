"""What somebody had typed when their session had ended: held for who typed it, until they sign in.

It is held by this process alone, for as long as a session without a request lives, and is shown to
no other user. What two people must type each for themselves is never held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

from baclofen.newest import Newest
from baclofen.service.page.sessions import IDLE
from baclofen.service.page.users import User
from baclofen.value import Value

#: Forms that are held, one of a user; letters of all fields of one.
_HELD, _LETTERS = 500, 100_000
#: Ends of addresses whose fields are typed anew; a password is among them.
_ANEW = ("/pump/first", "/pump/read", "/second", "/account/password")


class Form(Value):
    """Where it was sent, and its fields."""

    path: str
    fields: Mapping[str, str]


class Left:
    """Forms by who typed them. `clock` counts seconds from anywhere."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._held = Newest[tuple[str, str], tuple[Form, float]](_HELD)

    def put(self, user: User, form: Form) -> bool:
        """Holds it in place of an earlier one; whether it is one that may be held."""
        letters = sum(len(name) + len(words) for name, words in form.fields.items())
        if form.path.endswith(_ANEW) or not form.fields or letters > _LETTERS:
            return False
        self._held.put(user.id, (form, self._clock()))
        return True

    def of(self, user: User) -> Form | None:
        """What this user had typed; None where nothing is held, or no longer."""
        form, since = self._held.get(user.id) or (None, 0.0)
        if form is not None and self._clock() - since > IDLE:
            self._held.pop(user.id)
            return None
        return form

    def drop(self, user: User) -> None:
        """Forgets it."""
        self._held.pop(user.id)
