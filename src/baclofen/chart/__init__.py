"""The record of a patient in a clinic's store: where what happened, and what was answered, is
kept."""

from baclofen.chart.chart import Chart, Readings, Taken, Telling

__all__ = ["Chart", "Readings", "Taken", "Telling"]
