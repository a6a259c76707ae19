"""How true engines are, and what is forecast of them."""
