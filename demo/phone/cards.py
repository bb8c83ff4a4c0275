"""Who may be chosen on the phone page, and what one needs to know to play them."""

import enum
from dataclasses import asdict, dataclass, field
from typing import Any

from demo.telegram.people import Person
from demo.telegram.stand_in import StandIn


class Part(enum.StrEnum):
    """The part somebody plays; the page has the words for each."""

    MOTHER = "mother"
    FATHER = "father"
    STUDENT = "student"
    TEACHER = "teacher"
    CLASS_TEACHER = "class_teacher"
    CURATOR = "curator"
    DEPUTY_HEAD = "deputy_head"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Slip:
    """A printed slip: its code, for whom it is, and the birthday that the bot will ask for."""

    code: str
    about: str = ""
    birthday: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody one can be."""

    id: int
    name: str
    part: Part
    language: str = "ru"
    about: str = ""
    """A class, a subject, the children: whatever tells two mothers apart."""
    slips: tuple[Slip, ...] = ()
    user_name: str = ""
    password: str = field(default="", repr=False)

    @property
    def person(self) -> Person:
        first, _, last = self.name.partition(" ")
        return Person(self.id, first, last, self.language)

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def hand_out(stand_in: StandIn, cards: list[Card]) -> None:
    """Give everybody on the cards a phone with an empty chat."""
    for card in cards:
        stand_in.add_person(card.person)
