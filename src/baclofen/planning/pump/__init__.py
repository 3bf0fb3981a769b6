"""A pump: its rate, its refill, its bridge, and why none is set."""
