"""What the question log tells: figures, use of the content, trends."""
