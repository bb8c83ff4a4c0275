"""The stand-in for Telegram and the phone page."""
