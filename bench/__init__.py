"""Speed, always against a named baseline of the same run: a ratio means the same on every machine."""
