"""Reports are what the partnership takes away: the decision record, pictures, calendar files and figures. Pure: no I/O,
no SDK."""
