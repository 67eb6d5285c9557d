"""Configuration holds the settings, the partnership file and the hosts that the bot may talk to."""
