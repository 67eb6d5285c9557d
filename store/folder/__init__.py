"""The folder store keeps one partnership in JSON files: one process, every write atomic and on disk."""
