"""What the rules and the market come to: steps, their doses and days, and what gives them."""
