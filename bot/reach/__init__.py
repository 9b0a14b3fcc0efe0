"""What is new in the content, told to those who want it, and launches of pages."""
