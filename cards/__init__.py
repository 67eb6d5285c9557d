"""The adaptive cards: one pure function a card, from values of safeguarding to a card."""
