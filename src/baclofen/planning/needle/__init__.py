"""The screening trial: the next bolus, its expected course, each outcome."""
