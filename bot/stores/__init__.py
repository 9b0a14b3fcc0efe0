"""What is kept in the database, behind the ports of `bot.ports`: questions, and what is remembered around answers."""
