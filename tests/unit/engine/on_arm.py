"""A printed program on arm64: compiled by a cross-compiler, followed by an emulator.

Both are Debian's (gcc-aarch64-linux-gnu with libc6-dev-arm64-cross, and qemu-user); where one is
not there, `missing` says which.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from baclofen.engine.course_c import ARRAYS, COUNTS, Course
from baclofen.native.compiler import FLAGS
from bench.w1 import Numbers

COMPILER = "aarch64-linux-gnu-gcc"
EMULATORS = ("qemu-aarch64", "qemu-aarch64-static")
#: What C fills.
FILLED = ("values", "reduced", "errors", "zero", "to_state", "to_slow")

# Reads a course, follows it, and writes each of its arrays as it then is.
MAIN = """
#include <stdio.h>
int main(int count, char **names) {
    struct course r;
    int64_t counts, arrays, sizes[64], *numbers = (int64_t *)&r;
    FILE *from = fopen(names[1], "rb"), *to = fopen(names[2], "wb");
    if (count != 3 || !from || !to) return 2;
    if (!fread(&counts, 8, 1, from) || !fread(&arrays, 8, 1, from)) return 2;
    if (8 * (counts + arrays) != sizeof r || !fread(numbers, 8 * counts, 1, from)) return 2;
    for (int64_t i = 0; i < arrays; i++) {
        if (!fread(sizes + i, 8, 1, from)) return 2;
        void *at = sizes[i] < 0 ? 0 : malloc(sizes[i] + 1);
        if (sizes[i] > 0 && !fread(at, sizes[i], 1, from)) return 2;
        numbers[counts + i] = (int64_t)at;
    }
    if (follow(&r)) return 3;
    for (int64_t i = 0; i < arrays; i++)
        if (sizes[i] > 0) fwrite((void *)numbers[counts + i], sizes[i], 1, to);
    return fclose(to);
}
"""


def missing() -> str | None:
    """What is needed and not here."""
    if shutil.which(COMPILER) is None:
        return f"there is no {COMPILER}"
    if not any(map(shutil.which, EMULATORS)):
        return f"there is none of {', '.join(EMULATORS)}"
    return None


def follow_on_arm(text: str, course: Course, folder: Path) -> Mapping[str, Numbers]:
    """The arrays that C fills, as arm64 fills them."""
    source, program = folder / "source.c", folder / "program"
    before, after = folder / "before", folder / "after"
    source.write_text(text + MAIN, encoding="utf-8")
    flags = [flag for flag in FLAGS if flag not in ("-shared", "-fPIC")]
    subprocess.run([COMPILER, *flags, "-static", "-o", program, source, "-lm"], check=True)
    arrays = [course.arrays[name] for name in ARRAYS]
    with before.open("wb") as file:
        file.write(struct.pack("<qq", len(COUNTS), len(ARRAYS)))
        counts = [getattr(course.handed_over, name) for name in COUNTS]
        file.write(struct.pack(f"<{len(COUNTS)}q", *counts))
        for array in arrays:
            file.write(struct.pack("<q", -1 if array is None else array.nbytes))
            file.write(b"" if array is None else np.ascontiguousarray(array).tobytes())
    emulator = next(filter(None, map(shutil.which, EMULATORS)))
    subprocess.run([emulator, program, before, after], check=True)
    given, found, at = after.read_bytes(), {}, 0
    for name, array in zip(ARRAYS, arrays, strict=True):
        if array is not None:
            flat = np.frombuffer(given, array.dtype, array.size, at)
            found[name] = flat.reshape(array.shape)
            at += array.nbytes
    return {name: found[name] for name in FILLED}
