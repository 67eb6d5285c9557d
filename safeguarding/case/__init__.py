"""A case: its events, what follows from them, and who may do what."""
