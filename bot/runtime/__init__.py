"""The composition root: it puts the bot of one partnership, or of several, together and serves it."""
