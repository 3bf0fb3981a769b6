"""What to do by mouth: start, go on, change, come down, or nothing, and what goes with it."""
