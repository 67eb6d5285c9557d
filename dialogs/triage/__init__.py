"""The triage has its dialog, the flow that says what is asked next, and the drafts that are kept."""
