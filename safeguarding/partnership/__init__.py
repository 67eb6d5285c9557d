"""The partnership file: who holds which office, and what is wrong with it."""
