"""The five regulations as files: each value with its source."""
