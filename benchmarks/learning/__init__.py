"""What is learned, and how well: the models on NASA's engines, the lab."""
