"""The events of a case stand here as they are recorded, with the frozen values that they hold."""
