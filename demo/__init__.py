"""A stand-in for Telegram, a phone in the browser and a sample school."""
