"""The card to sign: what it is about, what it shows, and its buttons."""
