"""The rules and verbs of a school: no Telegram, no HTTP, no words for people."""
