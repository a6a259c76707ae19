"""Your plant: what maintenance and a federation are worth with your own costs."""
