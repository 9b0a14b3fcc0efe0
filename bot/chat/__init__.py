"""What every chat platform does alike: has questions answered, shares answers, hands questions to owners."""
