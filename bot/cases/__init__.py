"""The application service takes the steps of a case and saves it; queries look cases up and list them."""
