"""The local Teams client of ``make run``: four windows, four people, no tenant."""
