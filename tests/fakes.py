"""A fake for each port, bearing the port's noun; shared by the whole suite."""

from __future__ import annotations
