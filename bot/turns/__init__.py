"""One turn, from the activity to the answer."""
