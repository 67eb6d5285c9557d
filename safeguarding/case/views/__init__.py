"""What is read from a case and recorded nowhere: history, next steps, nudges, searches, exports, statistics."""
