"""The console: the answer as a rep would see it, the documents, the log, in a browser."""
