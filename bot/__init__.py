"""The conversation: adapters, answering, question log, web console, command line."""
