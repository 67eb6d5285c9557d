"""The decision record is a Word document, made section by section."""
