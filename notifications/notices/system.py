"""Notices to staff about the diary itself."""

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.pages import one_line, paginate
from locales import Words
from services.news.system import LostChat, Warnings

REASONS_SHOWN = 3


def render_lost(_: Words, lost: tuple[LostChat, ...]) -> Screen:
    """To a class teacher: who can no longer be told anything, and what helps."""
    blocks = [
        _("The diary no longer reaches {n} chat:", "The diary no longer reaches {n} chats:", len(lost)),
        *(_chat(_, chat) for chat in lost),
        _("Ask them to open the bot again and press Start."),
    ]
    return Screen(paginate(blocks, gap="\n")[0])


def render_warnings(_: Words, found: Warnings) -> Screen:
    """To an administrator: what needs a person."""
    blocks: list[Markup] = []
    if found.stuck_minutes is not None:
        blocks.append(
            _(
                "No message has left for {n} minute. Check the bot's connection and its log.",
                "No message has left for {n} minutes. Check the bot's connection and its log.",
                found.stuck_minutes,
            )
        )
    if found.dead:
        n = len(found.dead)
        blocks.append(_("{n} message was refused for good.", "{n} messages were refused for good.", n))
        reasons = dict.fromkeys(one_line(letter.error, 200) for letter in found.dead)
        blocks += [_("Reason: {reason}", reason=reason) for reason in list(reasons)[:REASONS_SHOWN]]
    if found.join_failures is not None:
        blocks.append(
            _(
                "{n} wrong access code in a short time: somebody may be guessing.",
                "{n} wrong access codes in a short time: somebody may be guessing.",
                found.join_failures,
            )
        )
    return Screen(paginate(blocks, gap="\n")[0])


def _chat(_: Words, chat: LostChat) -> Markup:
    student = one_line(chat.student.short_name)
    if chat.guardian is None:
        return _("• {student}, the student's own chat", student=student)
    return _("• {guardian}, for {student}", guardian=one_line(chat.guardian.full_name), student=student)
