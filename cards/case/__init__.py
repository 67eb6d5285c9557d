"""Cards of a case: its record, its outcome, its opening, its proposals, and lists of cases."""
