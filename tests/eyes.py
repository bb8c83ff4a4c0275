"""How a person reads a text: a space that does not break looks like any other."""

_ALIKE = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2060": None})


def as_seen(text: str) -> str:
    """The text with ordinary spaces and hyphens, for tests that ask what it says, not where it breaks."""
    return str(text).translate(_ALIKE)
