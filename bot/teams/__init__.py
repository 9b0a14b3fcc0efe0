"""Microsoft Teams: activities become questions, answers become cards, and the app that is installed there."""
