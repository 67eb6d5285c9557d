"""Work on a whole folder: snapshot, backup, verification, transfer, a new key."""
