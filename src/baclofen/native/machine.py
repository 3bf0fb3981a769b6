"""What this machine's processor can do, asked by a program of a few lines."""

from __future__ import annotations

import platform

from baclofen.native.compiler import NotCompiled

# The same bits come from each; only the width of a vector differs.
WIDE: tuple[str, ...] = ("-march=x86-64-v4", "-mprefer-vector-width=512")
USUAL: tuple[str, ...] = ("-march=x86-64-v3",)
# Run on this processor, as the folder of what is compiled may be shared by several.
PROBE = """
#include <stdint.h>
int64_t width(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512cd") ? 8 : 4;
}
"""


def needs_probe() -> bool:
    """True where processors of one kind differ. Raises `NotCompiled` for another kind."""
    kind = platform.machine().lower()
    if kind in ("aarch64", "arm64"):
        return False
    if kind in ("x86_64", "amd64"):
        return True
    raise NotCompiled(f"a processor of the kind {kind!r} is not one of x86-64 and arm64")


def flags_for(width: int) -> tuple[str, ...]:
    """Flags for vectors of so many doubles, as the probe tells. Raises `NotCompiled`."""
    if width == 0:
        raise NotCompiled("the processor has no AVX2 with FMA")
    return WIDE if width == 8 else USUAL
