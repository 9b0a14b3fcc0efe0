"""Places that are no folders of files: each becomes one, with what the place knows of a page in its side file."""
