"""The events of a case, as they are recorded, and the frozen values that they hold."""
