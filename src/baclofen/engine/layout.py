"""From what happens to blocks: one column of times for all draws, or one for each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from baclofen.engine.doses import SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.events import MOMENT_H
from baclofen.engine.moments import Agenda, Moment, list_moments
from baclofen.engine.timeline import Block, Placed, Places, Timeline

# Longer runs of readings are cut, so that what one block reads stays in a core's cache.
MOST_READINGS = 64


def lay_out(agenda: Agenda) -> Timeline:
    """The blocks from 0 to the end of the run."""
    moments = list_moments(agenda)
    columns = max((m.time_h.size for m in moments), default=1)
    if columns == 1:
        times = np.array([m.time_h[0] for m in moments]).reshape(-1, 1)
    else:
        times = np.array([np.broadcast_to(m.time_h, columns) for m in moments])
    order = np.argsort(np.round(times / MOMENT_H), axis=0, kind="stable")
    return (_shared if columns == 1 else _apart)(agenda, moments, times, order)


def _shared(agenda: Agenda, moments: Sequence[Moment], times: Numbers, order: Places) -> Timeline:
    """One column of times: a block runs on through its readings to the next change."""
    starts, epochs, keeps = [0.0], [agenda.first_epoch], [1.0]
    begin_epochs = [agenda.first_epoch]
    reads: list[list[tuple[float, int]]] = [[]]
    begins: dict[tuple[int, bool], int] = {}
    steady_at = np.zeros(len(agenda.steady), dtype=np.intp)
    has_dose = False
    for place in order[:, 0]:
        moment, now = moments[place], float(times[place, 0])
        if moment.read >= 0:
            reads[-1].append((max(now - starts[-1], 0.0), moment.read))
            continue
        # What has been given at this moment is there before a later record clears it.
        clears = has_dose and (moment.reset or moment.steady >= 0)
        if now > starts[-1] + MOMENT_H or reads[-1] or clears:
            has_dose = False
            starts.append(now)
            epochs.append(epochs[-1])
            begin_epochs.append(epochs[-1])
            keeps.append(1.0)
            reads.append([])
        here = len(starts) - 1
        if moment.epoch >= 0:
            epochs[here] = moment.epoch
            if not moment.is_backward:
                begin_epochs[here] = moment.epoch
        elif moment.reset:
            keeps[here] = 0.0
        elif moment.steady >= 0:
            steady_at[moment.steady] = here
        elif moment.entry >= 0:
            begins[moment.entry, moment.is_end] = here
            has_dose |= not moment.is_end
    lengths = np.maximum(np.diff([*starts, agenda.until_h]), 0.0)
    split = _Split(lengths, reads, agenda.longest_h)
    return _assemble(
        agenda, np.array(starts)[:, None], lengths[:, None], np.array(epochs)[:, None],
        np.array(begin_epochs)[:, None], np.array(keeps)[:, None], split,
        {key: np.array([block]) for key, block in begins.items()},
        [(dose, steady_at[[i]]) for i, dose in enumerate(agenda.steady)], None,
    )  # fmt: skip


def _apart(agenda: Agenda, moments: Sequence[Moment], times: Numbers, order: Places) -> Timeline:
    """A column of times for each draw: every moment begins a block."""
    columns = times.shape[1]
    starts = np.vstack([np.zeros(columns), np.take_along_axis(times, order, axis=0)])
    # Where each moment stands in each column, behind the block that begins the run.
    stands = np.empty_like(order)
    np.put_along_axis(stands, order, np.arange(order.shape[0])[:, None], axis=0)
    stands += 1
    across = np.arange(columns)
    epoch = np.full(starts.shape, -1, dtype=np.intp)
    epoch[0] = agenda.first_epoch
    keep = np.ones(starts.shape)
    begins: dict[tuple[int, bool], Places] = {}
    read_at = np.zeros((sum(m.read >= 0 for m in moments), columns), dtype=np.intp)
    steady_at = np.zeros((len(agenda.steady), columns), dtype=np.intp)
    for place, moment in enumerate(moments):
        here = stands[place]
        if moment.epoch >= 0:
            epoch[here, across] = moment.epoch
        if moment.reset:
            keep[here, across] = 0.0
        if moment.steady >= 0:
            steady_at[moment.steady] = here
        if moment.read >= 0:
            read_at[moment.read] = here
        if moment.entry >= 0:
            begins[moment.entry, moment.is_end] = here
    for b in range(1, len(epoch)):
        epoch[b] = np.where(epoch[b] < 0, epoch[b - 1], epoch[b])
    ends = np.vstack([starts[1:], np.full((1, columns), agenda.until_h)])
    lengths = np.maximum(ends - starts, 0.0)
    split = _Split(lengths.max(axis=1), [[(0.0, -1)] for _ in starts], agenda.longest_h)
    return _assemble(
        agenda, starts, lengths, epoch, epoch, keep, split, begins,
        [(dose, steady_at[i]) for i, dose in enumerate(agenda.steady)], split.first[read_at],
    )  # fmt: skip


class _Split:
    """Long blocks in equal parts: `first` (B,) is each block's first part, `of` (parts,) whose.

    A reading at the boundary of two parts belongs to the earlier one.
    """

    def __init__(
        self, lengths: Numbers, reads: list[list[tuple[float, int]]], longest_h: float
    ) -> None:
        by_length = np.ceil(lengths / longest_h - MOMENT_H)
        by_reads = [math.ceil(len(read) / MOST_READINGS) for read in reads]
        self.parts = np.maximum(np.maximum(by_length, by_reads), 1).astype(np.intp)
        self.first = np.concatenate([[0], np.cumsum(self.parts)[:-1]]).astype(np.intp)
        self.of = np.repeat(np.arange(len(self.parts)), self.parts)
        self.nth = np.arange(len(self.of)) - self.first[self.of]
        offsets: list[list[tuple[float, int]]] = [[] for _ in self.of]
        for block, read in enumerate(reads):
            part_h = float(lengths[block]) / int(self.parts[block])
            for offset, reading in read:
                nth = math.ceil((offset - MOMENT_H) / part_h) - 1 if part_h > 0 else 0
                nth = min(max(nth, 0), int(self.parts[block]) - 1)
                offsets[self.first[block] + nth].append((offset - nth * part_h, reading))
        self.read = tuple(
            Block(tuple(o for o, _ in read), tuple(i for _, i in read)) for read in offsets
        )


def _assemble(
    agenda: Agenda, starts: Numbers, lengths: Numbers, epoch: Places, begin_epoch: Places,
    keep: Numbers,
    split: _Split, begins: dict[tuple[int, bool], Places],
    steady: list[tuple[SteadyDose, Places]], read_at: Places | None,
) -> Timeline:  # fmt: skip
    B, columns = starts.shape
    entries, inputs = agenda.entries, agenda.inputs
    wide = max([1, columns, *(max(e.amount.size, e.rate_per_h.size) for e in entries)])
    jump, rate = np.zeros((B, len(inputs), wide)), np.zeros((B, len(inputs), wide))
    blocks = np.arange(B)[:, None]
    for place, entry in enumerate(entries):
        which = inputs.index(entry.input)
        here = begins[place, False]
        if entry.amount.any():
            if columns == 1:
                jump[here[0], which] += entry.amount
            else:
                jump[here, which, np.arange(columns)] += entry.amount
        if entry.rate_per_h.any():
            end = begins[place, True]
            if columns == 1:
                rate[here[0] : end[0], which] += entry.rate_per_h
            else:
                rate[:, which] += ((blocks >= here) & (blocks < end)) * entry.rate_per_h
    doses: list[Placed] = []
    if columns == 1:
        first = [*split.first.tolist(), len(split.of)]
        for place, entry in enumerate(entries):
            begin = int(begins[place, False][0])
            stop = int(begins[place, True][0]) if (place, True) in begins else begin
            doses.append(
                Placed(float(starts[begin, 0]), inputs.index(entry.input), first[begin],
                       first[stop], entry.amount, entry.rate_per_h)
            )  # fmt: skip
    is_first = (split.nth == 0)[:, None]
    part_h = (lengths / split.parts[:, None])[split.of]
    return Timeline(
        start_h=starts[split.of] + part_h * split.nth[:, None],
        length_h=part_h,
        epoch=epoch[split.of],
        begin_epoch=begin_epoch[split.of],
        keep=np.where(is_first, keep[split.of], 1.0),
        jump=jump[split.of] * is_first[:, :, None],
        rate=rate[split.of],
        steady=tuple((dose, split.first[at]) for dose, at in steady),
        read=split.read,
        read_at=read_at,
        windows=agenda.windows,
        doses=tuple(doses),
        stops=tuple(
            int(split.first[np.searchsorted(starts[:, 0], stop_h - MOMENT_H)])
            for stop_h in agenda.stops_h
        ),
    )
