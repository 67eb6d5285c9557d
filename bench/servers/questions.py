"""What the waterfalls of the SDKs ask, one question a turn."""

PROMPTS = ("Which agency?", "Which team?", "Which day?", "Which place?", "Which number?")
THANKS = "Thank you."
