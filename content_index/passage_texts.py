"""What the model reads of a passage, and the key under which its vectors may be used again."""

from __future__ import annotations

import hashlib

from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.ports import PassageText


def passage_text(document: Document, passage: Passage) -> PassageText:
    """The passage in plain words: title and headings above and in it, then its sentences in order."""
    context = " › ".join(plain_text(part) for part in (document.title, *passage.all_headings))
    return PassageText(context, tuple(plain_text(passage.sentence_text(sentence)) for sentence in passage.sentences))


def text_key(text: PassageText) -> str:
    """The same for two texts only if the model would read the same words, cut into the same sentences."""
    joined = "\x00".join((text.context, *text.sentences))
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
