"""How machines live: records and their laws, and which age of a calendar fits them."""
