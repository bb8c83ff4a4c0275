"""A sample school made from a seed: its files, and a term of life in it."""
