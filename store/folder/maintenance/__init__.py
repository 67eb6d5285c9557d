"""Maintenance works on a whole folder: snapshot, backup, verification, transfer, key rotation."""
