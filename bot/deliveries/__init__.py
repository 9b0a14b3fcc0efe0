"""What is sent unasked, each thing once."""
