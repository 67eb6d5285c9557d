"""The handlers answer what a person typed or pressed."""
