"""News is what people are told of a case by itself: what happened, who hears it, and when."""
