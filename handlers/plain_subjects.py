"""Understands which of a child's subjects is named in plain words. Pure."""

import re
from collections.abc import Iterable, Mapping

from handlers.plain_words import fold, nearly, typed_with_the_wrong_layout

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Words of a name shorter than this ("и", "of") name nothing."""
_LINKS = frozenset({"and", "for", "жане", "мен", "пен", "the"})
_VOWELS = "аеиоуыэюяй"
_ENDING = 2
"""A Russian ending is at most so many vowels long: казахск-ий, истори-я."""
_SHORTEST_STEM = 4
"""Of a shorter one too much begins: "день" is not Дене шынықтыру. So long must a name cut short be, too."""
_LONGEST_ENDING = 6
"""алгебра-сынан: the longest ending a name takes in a sentence."""
Score = tuple[int, bool]
"""How many words of a name were said, and whether all of them: "история" is rather История than
История Казахстана."""


def named_subject(text: str, subjects: Mapping[int, Iterable[str]]) -> int | None:
    """The key of the only subject that the text names; nothing when it names none, or several.

    ``subjects`` are the names of each in all languages: "алгебрадан бағалар" asks for Algebra.
    Of "қазақ тілі" and "орыс тілі" the text "қазақ тілінен" names the first, having two words of it.
    """
    readings = [_words(text)]
    if text.isascii():
        readings.append(_words(typed_with_the_wrong_layout(text)))
    for is_exact in (True, False):
        for words in readings:
            if best := _best(words, subjects, is_exact=is_exact):
                return best[0] if len(best) == 1 else None
    return None


def _best(words: set[str], subjects: Mapping[int, Iterable[str]], *, is_exact: bool) -> list[int]:
    """The subjects of which most is named; none when not one of them is."""
    scores = {key: _score(words, names, is_exact) for key, names in subjects.items()}
    highest = max(scores.values(), default=(0, False))
    return [key for key, score in scores.items() if score == highest] if highest[0] else []


def _score(words: set[str], names: Iterable[str], is_exact: bool) -> Score:
    scores = [(0, False)]
    for name in names:
        parts = _words(name)
        said = sum(any(_says(word, part, is_exact) for word in words) for part in parts)
        scores.append((said, said == len(parts)))
    return max(scores)


def _says(word: str, part: str, is_exact: bool) -> bool:
    stem = _stem(part)
    if len(word) > len(stem) + _LONGEST_ENDING:
        return False
    if not is_exact:
        return nearly(word, stem)
    return word.startswith(stem) or (len(word) >= _SHORTEST_STEM and part.startswith(word))


def _stem(word: str) -> str:
    """A word of a name without its ending, if it has one."""
    for _letter in range(_ENDING):
        if word[-1] in _VOWELS and len(word) > _SHORTEST_STEM:
            word = word[:-1]
    return word


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(fold(text)) if len(word) >= _SHORTEST and word not in _LINKS}
