"""HTML is read as strictly as Telegram reads it."""

import html
from contextlib import suppress

import pytest
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from demo.telegram.answers import Refusal
from demo.telegram.html import parse_html, utf16_length


def entities(source: str) -> list[tuple[str, int, int]]:
    return [(str(e.type), e.offset, e.length) for e in parse_html(source).entities]


def refusal(source: str) -> str:
    with pytest.raises(Refusal) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    return caught.value.description


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_every_tag_that_telegram_allows_becomes_its_entity(tag: str, kind: str) -> None:
    assert entities(f"a <{tag}>bc</{tag}>") == [(kind, 2, 2)]


@pytest.mark.parametrize("tag", ["br", "p", "table", "h1", "div", "img", "script", "li", "br/", ""])
def test_no_other_tag_is_allowed(tag: str) -> None:
    assert "unsupported start tag" in refusal(f"a <{tag}> b")


def test_a_less_than_sign_that_nobody_escaped_fails_the_whole_message() -> None:
    assert "unclosed start tag" in refusal("1 <2")
    assert "unsupported start tag" in refusal("5 < 6 > 4")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>never closed", 'can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'expected "</i>", found "</b>"'),
        ("a</b>", "unexpected end tag at byte offset 1"),
        ("<b>a</b", "unclosed end tag at byte offset 4"),
        ('<a href="x', "unclosed start tag"),
        ('<a href="https://a.b"', "unclosed start tag"),
        ("<a ='x'>b</a>", "empty attribute name"),
        ("<a href=https://a.b>c</a>", "unexpected end of name token"),
        ("<span>a</span>", 'tag "span" must have class "tg-spoiler"'),
        ("<tg-time>a</tg-time>", 'must have a valid attribute "unix"'),
        ("Ә<x>", "at byte offset 2"),
    ],
)
def test_what_is_badly_formed_is_refused_with_the_reason(source: str, reason: str) -> None:
    assert reason in refusal(source)


def test_references_are_read_and_unknown_ones_left_alone() -> None:
    assert parse_html("&lt;b&gt; &amp; &quot; &#1179; &#x49b; &#39;").text == "<b> & \" қ қ '"
    assert parse_html("Tom & Jerry &nbsp; &copy; &").text == "Tom & Jerry &nbsp; &copy; &"
    assert parse_html("&#0; &#xD800;").text == "&#0; &#xD800;"


def test_offsets_count_utf16_units() -> None:
    assert entities("👨‍👩‍👧 <b>Әлия 😀</b> <i>x</i>") == [("bold", 9, 7), ("italic", 17, 1)]


def test_nested_entities_come_outer_first() -> None:
    assert entities("<b>a<i>b</i></b>") == [("bold", 0, 2), ("italic", 1, 1)]


def test_an_end_tag_without_a_name_closes_the_last_one() -> None:
    assert entities("<b>a</>") == [("bold", 0, 1)]


def test_a_link_needs_an_address_that_leads_somewhere() -> None:
    link = parse_html('<a href="https://diary.example/?a=1&amp;b=2">here</a>').entities[0]
    assert (link.type, link.url) == ("text_link", "https://diary.example/?a=1&b=2")
    assert parse_html("<a>diary.example</a>").entities[0].url == "http://diary.example"
    for nowhere in ("http://localhost:8000", "javascript:alert(1)", "", "ftp://a.b"):
        assert parse_html(f'<a href="{nowhere}">text only</a>').entities == []


def test_quotations_expand_and_do_not_nest() -> None:
    assert entities("<blockquote expandable>a</blockquote>") == [("expandable_blockquote", 0, 1)]
    assert entities("<blockquote>a<blockquote>b</blockquote></blockquote>") == [("blockquote", 0, 2)]


def test_nothing_is_formatted_inside_code() -> None:
    assert entities("<code>a<b>b</b></code>") == [("code", 0, 2)]
    block = parse_html('<pre><code class="language-python">x</code></pre>').entities
    assert [(str(e.type), e.language) for e in block] == [("pre", "python")]


def test_a_moment_and_a_custom_emoji() -> None:
    moment = parse_html('<tg-time unix="1700000000" format="d">then</tg-time>').entities[0]
    assert (moment.unix_time, moment.date_time_format) == (1_700_000_000, "d")
    emoji = parse_html('<tg-emoji emoji-id="5">👍</tg-emoji>').entities[0]
    assert (emoji.custom_emoji_id, emoji.length) == ("5", 2)


def test_an_empty_tag_says_nothing() -> None:
    assert parse_html("<b></b>a").entities == []


@given(st.text())
def test_whatever_is_escaped_comes_out_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text)).text == text
    assert parse_html(html.escape(text, quote=False)).entities == []


@given(st.text())
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    with suppress(Refusal):
        parsed = parse_html(text)
        end = utf16_length(parsed.text)
        assert all(0 <= e.offset < e.offset + e.length <= end for e in parsed.entities)


TREES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(html.escape),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i", "u", "s", "tg-spoiler"]), st.lists(inner, min_size=1)
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
)


@given(TREES)
def test_entities_say_the_same_as_the_tags_did(source: str) -> None:
    once = parse_html(source)
    again = parse_html(html_decoration.unparse(once.text, once.entities))
    assert again.text == once.text
    assert _covered(again) == _covered(once)


def _covered(parsed: object) -> set[tuple[str, int]]:
    return {
        (str(e.type), at)
        for e in parsed.entities  # type: ignore[attr-defined]
        for at in range(e.offset, e.offset + e.length)
    }
