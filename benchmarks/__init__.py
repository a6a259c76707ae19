"""Measurements that tests and `make bench` share: ratios, medians of several runs."""
