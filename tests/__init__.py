"""Mirrors the rooms; tests/e2e tells users' journeys."""
