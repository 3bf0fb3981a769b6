"""What every plan says, and how several things against are one sentence."""
