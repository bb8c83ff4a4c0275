"""Journeys: the real bot and the real web form over real HTTP, under the stand-in for Telegram."""
