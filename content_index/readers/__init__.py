"""A file's bytes become Markdown: one file for each kind, each heavy library in exactly one."""
