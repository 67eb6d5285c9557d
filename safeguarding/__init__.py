"""Safeguarding holds the rules as data, the small engine that answers from them, and the case. It knows no Teams and no
store."""
