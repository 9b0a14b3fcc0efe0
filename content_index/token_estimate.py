"""How many tokens a model would make of a text, near enough to size passages, without asking any model."""

from __future__ import annotations

import re

# Counted with a subword model on English handbooks: 1.05 tokens a word once long words count more, one a mark.
# Words of other scripts count alike: a passage's size is meant for its reader, who reads words.
_PIECE = re.compile(r"\w+|[^\w\s]")
_LETTERS_A_TOKEN = 10
_TOKENS_A_WORD = 1.05


def estimate_tokens(text: str) -> int:
    """The estimate for a text, Markdown or plain; 0 for an empty one."""
    words, rest = 0, 0
    for piece in _PIECE.findall(text):
        if piece[0].isalnum():
            words += 1 + len(piece) // _LETTERS_A_TOKEN if len(piece) < 2 * _LETTERS_A_TOKEN else len(piece) // 4
        else:
            rest += 1
    return round(words * _TOKENS_A_WORD) + rest
