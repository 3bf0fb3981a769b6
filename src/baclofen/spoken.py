"""What people write for what baclofen is for: the same words at every door.

A syndrome has many names and one key. A disease has none: it does not say what of it baclofen is
to ease, and a start for its spasticity is judged otherwise than one for another pain. It is refused
with the keys that it could mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from baclofen.errors import UnknownName

#: By the key of a syndrome what is written for it too; case, hyphens and spaces do not count.
WORDS: Mapping[str, tuple[str, ...]] = {
    "ms_spasticity": ("spasticity ms",),
    "sci_spasticity": ("spasticity sci",),
    "cerebral_spasticity": ("spasticity cerebral", "cerebral"),
    "neuropathic_pain": ("neuropathic", "nerve pain", "neuropathy", "diabetic neuropathy"),
    "trigeminal_neuralgia": ("trigeminal", "tn"),
    "fibromyalgia": ("fm",),
    "chronic_low_back_pain": ("clbp", "chronic back pain"),
}
#: What names a disease alone, and the keys that it could mean.
DISEASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("ms", "multiple sclerosis"),
        ("ms_spasticity", "trigeminal_neuralgia", "neuropathic_pain"),
    ),
    **dict.fromkeys(("sci", "spinal cord injury"), ("sci_spasticity", "neuropathic_pain")),
    **dict.fromkeys(("stroke", "cerebral palsy"), ("cerebral_spasticity", "neuropathic_pain")),
    "cancer": ("cancer_pain",),
}
#: What covers several of them, and the keys that it could mean; evidence shows them side by side.
WIDER: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("back pain", "low back pain", "low back", "lbp", "acute low back pain"),
        ("chronic_low_back_pain", "other"),
    ),
    **dict.fromkeys(
        ("spasticity", "spastic", "spasticity related"),
        ("ms_spasticity", "sci_spasticity", "cerebral_spasticity"),
    ),
}


def spelled(word: str) -> str:
    """A word as it is looked up.

    >>> spelled(" MS-Spasticity ")
    'ms spasticity'
    """
    return " ".join(re.split(r"[\s_-]+", word.casefold())).strip()


_KEYS = {spelled(word): key for key, words in WORDS.items() for word in (key, *words)}


def syndrome_of(came: str) -> str:
    """The key of what was written for a syndrome; what is not known comes back as it came.

    >>> syndrome_of("MS spasticity"), syndrome_of("TN"), syndrome_of("MS")
    ('ms_spasticity', 'trigeminal_neuralgia', 'MS')
    """
    return _KEYS.get(spelled(came), came)


def no_syndrome(came: str, allowed: Iterable[str]) -> UnknownName:
    """The refusal of what names none of those allowed; of a disease, and of a word that covers
    several, it says what it could mean.

    >>> print(no_syndrome("MS", ["ms_spasticity", "other"]))
    syndrome is 'MS'; it must be one of ms_spasticity, other. A disease does not say what baclofen \
is for: did you mean ms_spasticity, trigeminal_neuralgia or neuropathic_pain?
    """
    of_disease, of_wider = (words.get(spelled(came), ()) for words in (DISEASES, WIDER))
    meant = of_disease or of_wider
    named = " or ".join(", ".join(part) for part in (meant[:-1], meant[-1:]) if part)
    why = "A disease does not say what baclofen is for" if of_disease else "That covers several"
    do = f"{why}: did you mean {named}?" if meant else ""
    return UnknownName("syndrome", came, allowed, do=do)
