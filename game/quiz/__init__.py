"""Questions before and after a lesson: a bank, forms of it, and what a class has gained."""
