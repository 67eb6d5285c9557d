"""The rules as data, the small engine that answers from them, and the case."""
