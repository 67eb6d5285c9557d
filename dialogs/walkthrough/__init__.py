"""A walkthrough is the conversation that asks the questions of a form one at a time."""
