"""The dates package counts the working days of England, and places thresholds before a due date."""
