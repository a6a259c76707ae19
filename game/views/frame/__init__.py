"""What every page stands in: masthead, theme, state, visitor, drawing, forms."""
