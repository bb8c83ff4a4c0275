"""Routers and the adapter for Telegram."""
