"""Charts of the product within the documents for teachers."""
