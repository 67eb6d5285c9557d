"""The decision record as a Word document, section by section."""
