"""The lab: a federation with every lever open."""
