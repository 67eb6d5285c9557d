"""Buttons that concern what was recorded: a day corrected, a step taken back, a text removed."""
