"""What the bot says by itself: nudges, notices, posted cards, and the jobs that send them."""
