"""Nothing is lost between pages, no page is too long, no tag is torn."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from handlers.screens import Action, Place
from handlers.screens.pages import BLOCKS, ROOM, choose, one_line, paginate, size, turning
from locales import plain, words_in

RU = words_in("ru")
texts = st.lists(st.text(alphabet="аб <&>😀\n", min_size=1, max_size=900), max_size=12)


@given(texts)
def test_every_page_fits_and_nothing_is_lost(blocks: list[str]) -> None:
    pages = paginate([escape(block) for block in blocks], room=300)
    assert all(size(page) <= 300 for page in pages)
    before = "".join("".join(blocks).split())
    assert "".join(plain("".join(pages)).split()) == before


def test_short_blocks_share_one_page() -> None:
    assert paginate([Markup("<b>a</b>"), Markup("b")]) == [Markup("<b>a</b>\n\nb")]


def test_no_blocks_are_no_pages() -> None:
    assert paginate([]) == []


def test_a_block_is_moved_whole_to_the_next_page() -> None:
    first, second = Markup("<b>{}</b>").format("а" * 200), Markup("<b>{}</b>").format("б" * 200)
    assert paginate([first, second], room=300) == [first, second]


def test_a_giant_line_loses_its_tags_but_not_its_text() -> None:
    pages = paginate([Markup("<b>{}</b>\n{}").format("Алгебра", "<" * (ROOM * 2))])
    assert "<b>Алгебра</b>" in pages[0]
    assert "".join(pages).count("&lt;") == ROOM * 2
    assert all(size(page) <= ROOM for page in pages)


def test_a_page_has_only_so_many_blocks() -> None:
    assert len(paginate([Markup("x")] * (BLOCKS + 1))) == 2


def test_emoji_count_as_telegram_counts_them() -> None:
    assert size("😀") == 2


def test_the_page_asked_for_is_the_nearest_there_is() -> None:
    pages = [Markup("a"), Markup("b"), Markup("c")]
    asked = [None, "", "2", "99", "0", "-1", "x", "9" * 30, "٢"]
    assert [choose(pages, value) for value in asked] == [1, 1, 2, 3, 1, 1, 1, 1, 2]
    assert choose([], "5") == 1


def test_pages_are_turned_where_there_are_others() -> None:
    to = Action(Place.MARKS, 7, item=2)
    assert turning(RU, to, 1, 1) == ()
    assert [button.action for button in turning(RU, to, 2, 3, "2p")] == [
        Action(Place.MARKS, 7, item=2, value="2p1"),
        Action(Place.MARKS, 7, item=2, value="2p3"),
    ]


def test_a_long_name_is_cut_on_one_line() -> None:
    assert one_line("а\nб   в") == "а б в"
    assert one_line("а" * 100, 10) == "а" * 9 + "…"
