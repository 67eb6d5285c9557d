"""Working days of England, and thresholds before a due date."""
