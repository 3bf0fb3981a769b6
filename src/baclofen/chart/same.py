"""Whether an electronic record is of the person whose chart it comes to."""

from __future__ import annotations

from baclofen.errors import InputRefused
from baclofen.exchange import FollowUp
from baclofen.record import Imported, Record

_SAY = "say that it is the same person (--same-person, or its box on the page)"


def check_same_person(record: Record, found: FollowUp, *, is_said: bool) -> None:
    """Raises `InputRefused` where an electronic record of before is of somebody else, unless who
    hands in the new one says that it is the same person (`is_said`)."""
    for event in record.of(Imported):
        what = event.what
        if not isinstance(what, Imported):
            continue
        for name, was, now in (
            ("date of birth", what.born, found.born), ("sex", what.sex, found.sex),
            ("identifier", what.named or None, found.named or None),
        ):  # fmt: skip
            if was is not None and now is not None and was != now:
                raise InputRefused(
                    f"{name} of the record", "another than that of the record before",
                    "both must be of the same patient",
                    do="It may be the record of another patient.",
                )  # fmt: skip
        # A name may change in part; one identifier tells more than a name.
        both = found.called and what.called and not {*found.called} & {*what.called}
        if both and not is_said and not (found.named and what.named):
            raise InputRefused(
                "name in the record", "another than that of the record before",
                "both must be of the same patient",
                do=f"It may be the record of another patient. If the name has changed, {_SAY}.",
            )  # fmt: skip
        tells = what.born or what.named or what.called
        agrees = (
            (found.born and found.born == what.born)
            or (found.named and found.named == what.named)
            or {*found.called} & {*what.called}
        )
        if tells and not agrees and not is_said:
            raise InputRefused(
                "record", "without anything of the record before: name, date of birth, "
                "identifier", "both must be of the same patient",
                do=f"It may be the record of another patient. If it is theirs, {_SAY}.",
            )  # fmt: skip
