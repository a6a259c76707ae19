"""The picture that stands beside a link, where somebody sends it to others."""
