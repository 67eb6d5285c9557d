"""The cards of a triage ask its questions, check its answers, and say what to do with one that was left."""
