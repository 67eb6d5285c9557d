"""The connector is the Bot Framework's wire: activities read and written, the REST client and its retries."""
