"""Puts the routers together in the order in which they are asked."""

from aiogram import Dispatcher, Router

from handlers.telegram import (
    composing,
    diary,
    join,
    last,
    messages,
    reachability,
    reporting,
    settings,
    staff,
)
from handlers.telegram.chat import Edge
from handlers.telegram.middleware import ChatMiddleware


def build_dispatcher(edge: Edge) -> Dispatcher:
    """A dispatcher of its own, with routers of its own: aiogram ties a router to one dispatcher.

    aiogram's states are switched off: what a chat is in the middle of lives in the store.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    middleware = ChatMiddleware(edge)
    dispatcher.message.outer_middleware(middleware)
    dispatcher.edited_message.outer_middleware(middleware)
    dispatcher.callback_query.outer_middleware(middleware)
    dispatcher.include_routers(*_routers(edge))
    return dispatcher


def _routers(edge: Edge) -> tuple[Router, ...]:
    """What can mean only one thing, then codes and unfinished conversations, the diary's plain words
    after them, the rest at the end."""
    return (
        diary.build_plain_router(),
        reachability.build_router(edge),
        join.build_router(),
        settings.build_router(),
        composing.build_router(),
        reporting.build_router(),
        messages.build_router(),
        staff.build_router(),
        diary.build_router(),
        last.build_router(),
    )
