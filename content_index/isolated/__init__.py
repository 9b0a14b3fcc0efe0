"""What a file could make long, or large, is done in a process of its own: none can hang a reindex or fill its memory.

That is the reading of PDF, Office and HTML files, and the cutting of every kind's Markdown.
"""
