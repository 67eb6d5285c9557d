"""What goes into the national notification, as far as a case's record has it."""
