"""The adaptive cards are made here: one pure function a card, from values of safeguarding to a card."""
