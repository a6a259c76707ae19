"""What maintenance is worth in a plant of one's own: costs, lifetimes, programmes, answers."""
