"""What the page of one's own plant says, in sentences."""
