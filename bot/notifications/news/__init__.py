"""News is told of a case in person, several pieces in one message, and below its post in the channel."""
