"""The partnership file says who holds which office; its checks say what is wrong with it."""
