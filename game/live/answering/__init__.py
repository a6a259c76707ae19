"""Who answers boards on a machine: one board, a crowd of them, and what will be asked next."""
