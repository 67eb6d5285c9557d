"""The elsewhere package answers the buttons about other cases and other authorities."""
