"""The cards of a walkthrough are its questions, and the summary of what was answered."""
