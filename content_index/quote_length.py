"""How long words may be that an answer shows."""

LONGEST_QUOTE = 480
"""Characters of several sentences that a phone shows without scrolling; a single longer sentence is quoted alone."""
