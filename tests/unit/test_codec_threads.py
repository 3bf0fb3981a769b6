"""Types that several threads meet for the first time at once."""

from __future__ import annotations

import subprocess
import sys

#: Eight threads read inputs in a process that has read none. While each worked the type out by
#: itself, such a process ended by a segmentation fault.
_CODE = """
import sys
import threading
import pytest

from baclofen import codec
from baclofen.answering import AssessInputs
from baclofen.assessment import Request
from tests.people import TODAY, person

import pytest
made = AssessInputs(patient=person(), request=Request(today=TODAY))
plain = codec.builtins(made)
begin, read = threading.Barrier(8), []
def go():
    begin.wait()
    read.append(codec.read(AssessInputs, plain, name="inputs") == made)
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=go) for _ in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
print(sum(read))
"""


def test_threads_that_meet_a_type_at_once_all_read_it() -> None:
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", _CODE], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout.strip()) == (0, "8"), done.stderr
