"""What owners do with their pages between edits: take one out of every answer, say that one is still right."""
