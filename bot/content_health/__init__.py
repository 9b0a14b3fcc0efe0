"""How sound the content is, for who may see it: findings of the index and of the question log, in words."""
