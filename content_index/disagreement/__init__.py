"""Whether two passages contradict each other: `statements.read` each once, then compare any two by `comparing`.

Nothing is imported here: who only looks up what was found before reads the nouns alone.
"""
