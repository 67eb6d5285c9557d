"""The cards of a walkthrough: its questions, and what was answered."""
