"""The app package is what a Teams administrator uploads so that people find the bot. It is no part of the bot
itself."""
