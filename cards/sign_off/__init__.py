"""The card to sign is made here: what it is about, what it shows, and its buttons."""
