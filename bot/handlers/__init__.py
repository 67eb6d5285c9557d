"""The answers to what a person typed or pressed."""
