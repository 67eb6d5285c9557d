"""Maintenance works on all rows of a partnership: verification, transfer, key rotation."""
