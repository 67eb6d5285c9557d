"""The buttons of cards, by what they are about."""
