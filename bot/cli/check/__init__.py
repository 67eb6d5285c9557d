"""The check says before and on the first day whether all is there that the bot needs, and what to do where not."""
