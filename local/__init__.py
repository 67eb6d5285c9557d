"""``make run`` starts the local Teams client: four windows, four people, no tenant."""
