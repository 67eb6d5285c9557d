"""The waterfalls of the SDKs ask these questions, one a turn."""

PROMPTS = ("Which agency?", "Which team?", "Which day?", "Which place?", "Which number?")
THANKS = "Thank you."
