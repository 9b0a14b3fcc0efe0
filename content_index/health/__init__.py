"""How sound the content is: what follows from the content alone, found after a swap and kept beside the generation.

Each check is a pure function in a file of its own. Audiences play no role here: a finding may name two documents, and
whoever shows it asks first whether both may be shown.
"""
