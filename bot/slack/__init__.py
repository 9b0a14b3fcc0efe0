"""The Slack door: events become questions, answers become blocks."""
