"""Screens become Telegram methods within Telegram's limits."""

from datetime import date

import pytest
from aiogram.methods import EditMessageText, SendDocument, SendMessage, SendPhoto
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handlers.screens import Action, Attachment, Button, Place, Screen, Style
from handlers.telegram.adapter import keyboard, send
from handlers.telegram.tap import Tap

HOME = Action(Place.HOME)


def test_a_button_shows_plain_text_although_words_are_html() -> None:
    markup = keyboard(Screen(Markup("x"), ((Button(Markup("7 «А» &amp; &lt;3"), HOME),),)))
    assert markup is not None
    assert markup.inline_keyboard[0][0].text == "7 «А» & <3"


def test_empty_rows_are_left_out_and_no_rows_are_no_keyboard() -> None:
    assert keyboard(Screen(Markup("x"), ((),))) is None


def test_a_button_that_leads_nowhere_is_a_fault() -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        keyboard(Screen(Markup("x"), ((Button("dead end"),),)))


def test_style_and_address_travel() -> None:
    rows = ((Button("go", HOME, style=Style.DANGER), Button("open", url="https://diary.example")),)
    markup = keyboard(Screen(Markup("x"), rows))
    assert markup is not None
    first, second = markup.inline_keyboard[0]
    assert (first.style, second.url) == ("danger", "https://diary.example")


@pytest.mark.parametrize(
    ("attachment", "method"),
    [
        (None, SendMessage),
        (Attachment("slips.pdf", b"%PDF"), SendDocument),
        (Attachment("week.png", b"png", is_picture=True), SendPhoto),
    ],
)
def test_an_attachment_decides_the_method(attachment: Attachment | None, method: type) -> None:
    sent = send(7, Screen(Markup("<b>x</b>"), attachment=attachment, silent=True))
    assert isinstance(sent, method)
    assert sent.disable_notification is True  # type: ignore[union-attr]
    assert sent.parse_mode == "HTML"  # type: ignore[union-attr]


def test_previews_of_links_are_off() -> None:
    sent = send(7, Screen(Markup("https://diary.example")))
    assert isinstance(sent, SendMessage)
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled is True
    assert not isinstance(sent, EditMessageText)


places = st.sampled_from(list(Place))
ids = st.none() | st.integers(min_value=1, max_value=2**31 - 1)
days = st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
values = st.none() | st.sampled_from(["ru", "kk", "performance", "students", "2100-0700"])


@given(place=places, child=ids, item=ids, on=days, value=values)
def test_every_action_fits_into_64_bytes_and_comes_back(
    place: Place, child: int | None, item: int | None, on: date | None, value: str | None
) -> None:
    action = Action(place, child, item, on, value)
    packed = Tap.of(action).pack()
    assert len(packed.encode()) <= 64
    assert Tap.unpack(packed).action == action


def test_values_of_places_differ_and_are_short() -> None:
    codes = [place.value for place in Place]
    assert len(set(codes)) == len(codes)
    assert all(1 <= len(code) <= 2 for code in codes)
