"""A talk as data: beats of matches and rounds, shown by one key on a page that needs no server."""
