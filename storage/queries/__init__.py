"""Queries named by the question they answer."""
