"""What the content could not answer: found, told, filled, and every asker told."""
