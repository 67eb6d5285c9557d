"""Settings, the partnership file, the hosts that the bot may talk to."""
