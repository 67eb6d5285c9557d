"""The commands for whoever runs the bot: ``python app.py COMMAND``."""
