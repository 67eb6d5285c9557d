"""Views read from a case what is recorded nowhere: history, next steps, nudges, searches, exports, statistics."""
