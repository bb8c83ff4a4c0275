"""Words, dates and numbers in the reader's language."""

from locales.words import LANGUAGES, Words, plain, words_in

__all__ = ["LANGUAGES", "Words", "plain", "words_in"]
