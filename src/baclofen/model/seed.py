"""What a seed may be: what any reader of JSON takes as it is written."""

from __future__ import annotations

from baclofen.errors import OutOfRange

LARGEST_SEED = 2**53 - 1
_SHOWN_BITS = 80


def check_seed(seed: int) -> int:
    """The same seed. Raises `OutOfRange` for one that is no whole number from 0 on.

    >>> check_seed(1)
    1
    """
    is_whole = isinstance(seed, int) and not isinstance(seed, bool)
    if not is_whole or not 0 <= seed <= LARGEST_SEED:
        is_long = is_whole and seed.bit_length() > _SHOWN_BITS
        came = "a number of dozens of digits or more" if is_long else seed
        raise OutOfRange("seed", came, "", f"a whole number from 0 to {LARGEST_SEED:,}")
    return seed
