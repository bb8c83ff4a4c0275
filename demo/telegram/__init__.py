"""A stand-in for Telegram's Bot API: real HTTP, the same answers, the same refusals, faults on request."""
