"""Reminders come to a person by the day, and not because a case has changed."""
