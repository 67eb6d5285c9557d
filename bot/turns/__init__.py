"""The turns package takes one turn from the activity to the answer."""
