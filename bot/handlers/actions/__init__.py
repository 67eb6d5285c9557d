"""The actions are the buttons of cards; each module has those of one matter."""
