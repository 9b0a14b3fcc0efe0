"""Sentence embeddings: one embedder, two runtimes behind it."""
