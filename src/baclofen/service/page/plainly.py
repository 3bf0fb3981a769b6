"""What is said for a command line too, in the words of a page: its controls, and no commands. Pure.

Advice that only a command line can follow is left out of a refusal; where a page has a control for
it, that is named instead.
"""

from __future__ import annotations

import re

from baclofen.errors import InputRefused, NotPlanned

#: What a text names, and where that is on the pages; the longer first.
_HERE = (
    (", or store them with `baclofen device confirm`", " in the typed file of the patient"),
    (", and so does what `baclofen device confirm` stored, with who, when and from what", ""),
    ("the record needs a table [pump]", "tell one under Pump"),
    ("the record needs a table [screening], which may be empty",
     "hand in a file with the table of the trial under As read"),
    ("`baclofen pump`, stage start", "Pump, as a start"),
    ("Folded: --illustrations prints it here, and the page holds it.", "Folded."),
    (", or name the zone of all with --zone", ""),
    ("(--same-person, or its box on the page)", "(its box on this page)"),
    ("it must be KEY=VALUE", "it must not be empty"),
    ('Add --reason "...".', "Say why beside it."),
    ("It can be replayed with `baclofen record replay`; here, make it anew.", "Make it anew."),
)  # fmt: skip
#: A command with the word before it, and the page that does the same.
_COMMAND = re.compile(r"(?:\b(by|with|use) )?`baclofen (\w+)(?: \w+)*`")
_BEFORE = {"by": "under ", "with": "under ", "use": "see "}
_PAGES = {
    "plan": "Plan", "taper": "Plan", "screen": "Plan", "pump": "Pump", "assess": "Does it fit",
    "evidence": "Evidence", "qualify": "Model", "record": "Record",
}  # fmt: skip
#: What no page has: a command, or an option.
_A_COMMAND = re.compile(r"`baclofen|(?<![\w-])--[a-z]|\bbaclofen (?:keys|users|record|serve)\b")
#: The key of a typed file, beside what it is called.
_A_KEY = re.compile(r" \([a-z]+(?:_\w+)+\)")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_ANSWER = re.compile(r"--answer(?: key)?\b")


def plainly(text: str) -> str:
    """A statement, with the page's own words for what it names.

    >>> plainly("Read what trials found with `baclofen evidence`.")
    'Read what trials found under Evidence.'
    """
    for named, here in _HERE:
        text = text.replace(named, here)
    return _A_KEY.sub("", _COMMAND.sub(_page, text))


def _page(found: re.Match[str]) -> str:
    before, name = found.groups()
    if name not in _PAGES:
        return found[0]
    return f"{_BEFORE.get(before, '')}{_PAGES[name]}"


def refusal(gap: InputRefused | NotPlanned) -> str:
    """What a page says of a refusal: what came, what is allowed, and what to do on a page.

    >>> print(refusal(InputRefused("--answer inr", "'x'", "it must be a number",
    ...     do="`baclofen keys` lists them.")))
    answer inr is 'x'; it must be a number.
    """
    if isinstance(gap, NotPlanned):
        return plainly(f"{gap}")
    advice = [one for one in _SENTENCE.split(plainly(gap.do)) if not _A_COMMAND.search(one)]
    said = InputRefused(
        _ANSWER.sub("answer", gap.field), gap.came, plainly(gap.allowed), do=" ".join(advice),
        why=gap.why,
    )  # fmt: skip
    return f"{said}"
