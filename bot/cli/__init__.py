"""The command line."""

import gc

# Importing makes many objects and drops few: to look them through again and again takes an eighth of a command's start.
gc.set_threshold(50_000, 20, 20)
