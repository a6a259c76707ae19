"""Language: marked sentences, their catalogue, numbers and money as a reader writes them."""
