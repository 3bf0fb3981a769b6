"""Processes beside do what they are handed, and one that is lost is told."""

from __future__ import annotations

import operator
import os
import sys

import pytest

from baclofen.errors import WorkerLost
from baclofen.native import Processes


def test_a_function_is_done_elsewhere() -> None:
    beside = Processes(operator.add, 2)
    try:
        assert beside.do("a sum", 2, 3) == 5
        assert beside.do("a sum", "a", "b") == "ab"
    finally:
        beside.close()
    elsewhere = Processes(os.getpid, 1)
    try:
        assert elsewhere.do("a number") != os.getpid()
    finally:
        elsewhere.close()


def test_what_is_printed_there_is_no_result() -> None:
    beside = Processes(print, 1)
    try:
        assert beside.do("a word", "said") is None
        assert beside.do("a word", "again") is None
    finally:
        beside.close()


def test_an_error_there_is_raised_here() -> None:
    beside = Processes(operator.truediv, 1)
    try:
        with pytest.raises(ZeroDivisionError):
            beside.do("a division", 1, 0)
        assert beside.do("a division", 1, 2) == 0.5
    finally:
        beside.close()


def test_one_that_ends_is_told_and_another_takes_its_place() -> None:
    beside = Processes(os._exit, 1)
    try:
        for _ in range(2):
            with pytest.raises(WorkerLost, match="a worker ended with 7 while it followed nothing"):
                beside.do("nothing", 7)
    finally:
        beside.close()


def test_after_the_end_none_is_started() -> None:
    beside = Processes(operator.add, 1)
    beside.close()
    with pytest.raises(WorkerLost, match="the run has ended"):
        beside.do("a sum", 1, 2)
    beside.close()


def test_where_python_cannot_be_started_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(WorkerLost, match="a worker did not start: "):
        Processes(operator.add, 1).do("a sum", 1, 2)
