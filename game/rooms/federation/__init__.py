"""The players' federation: who is in it, what it learns, what each is worth to the others."""
