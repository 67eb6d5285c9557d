"""``make bench`` measures how many turns a second the bot takes, beside the stock SDKs and bare aiohttp, and single
figures.

One process makes the load and plays Teams, another serves: so both cores of a small machine have work, and the CPU time
of the served process is its own.
"""
