"""Content becomes an index: sources, documents, passages, vectors and terms, one immutable generation at a time."""
