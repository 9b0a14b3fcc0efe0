"""A question becomes ranked passages, the words to quote, and an honest probability that they answer it."""
