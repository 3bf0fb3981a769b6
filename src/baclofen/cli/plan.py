"""`baclofen plan` and `baclofen taper`: read, answer, print."""

from __future__ import annotations

import argparse

from baclofen.answering import PlanInputs, TaperInputs, answer
from baclofen.cli.asked import give, read_asked
from baclofen.cli.handed import with_telephone
from baclofen.knowledge import load_knowledge
from baclofen.regimen import TaperOrder
from baclofen.value import replace


def plan_command(args: argparse.Namespace) -> None:
    """Print the plan; with a folder, write its page, its file, its calendar and its schedule."""
    known = load_knowledge()
    asked = read_asked(args, known)
    asked["request"] = with_telephone(asked["request"], args)
    inputs = PlanInputs(**asked, weighs=not args.label_only)
    give(answer(inputs, known), known, args)


def taper_command(args: argparse.Namespace) -> None:
    """Print the way down and the shapes it could have; `--json` prints the file instead."""
    known = load_knowledge()
    asked = read_asked(args, known)
    request = with_telephone(asked["request"], args)
    order = request.taper or TaperOrder()
    asked["request"] = replace(
        request,
        kind="stop" if request.kind == "stop" else "taper",
        taper=replace(order, shape=args.shape or order.shape),
    )
    give(answer(TaperInputs(**asked), known), known, args)
