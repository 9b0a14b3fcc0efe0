"""What becomes of what people said: masked before it is kept, deleted in time, forgotten or handed out on request."""
