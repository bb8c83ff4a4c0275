"""The order of names in a class list: the Kazakh alphabet, of which the Russian one is a part."""

from storage.models.foundation import Named

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: position for position, letter in enumerate(ALPHABET)}


def list_order(person: Named) -> tuple[tuple[int, ...], ...]:
    """A key to sort people by: family name, given name, patronymic.

    Code points would put Әлиев after Яковлев. Other scripts follow behind.
    """
    return tuple(_letters(part) for part in (person.last_name, person.first_name, person.patronymic))


def _letters(name: str) -> tuple[int, ...]:
    return tuple(_ORDER.get(letter, len(ALPHABET) + ord(letter)) for letter in name.casefold())
