"""What the joined model's calibrated parameters must be, found again from their facts."""
