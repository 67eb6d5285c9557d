"""The notification package fills the national notification, as far as a case's record has it."""
