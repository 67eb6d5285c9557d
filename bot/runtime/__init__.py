"""The runtime is the composition root: it puts the bot of one partnership, or of several, together and serves it."""
