"""The command line with every command."""

from bot.cli.main import application

app = application()
