"""The store in a folder of JSON files: one process, every write atomic and on disk."""
