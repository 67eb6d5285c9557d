"""The command line serves whoever runs the bot: ``python app.py COMMAND``."""
