"""Whether two passages contradict each other: `read` each once, then compare any two with `disagreement`."""

from content_index.disagreement.comparing import LIKELY, SURE, disagreement
from content_index.disagreement.model import Disagreement, Kind, Span, Statements
from content_index.disagreement.statements import read

__all__ = ["LIKELY", "SURE", "Disagreement", "Kind", "Span", "Statements", "disagreement", "read"]
