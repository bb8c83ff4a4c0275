"""Puts the routers together in the order in which they are asked."""

from aiogram import Dispatcher

from handlers.telegram import join, settings
from handlers.telegram.chat import Edge
from handlers.telegram.middleware import ChatMiddleware


def build_dispatcher(edge: Edge) -> Dispatcher:
    """A dispatcher of its own, with routers of its own: aiogram ties a router to one dispatcher.

    aiogram's states are switched off: what a chat is in the middle of lives in the store.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    middleware = ChatMiddleware(edge)
    dispatcher.message.outer_middleware(middleware)
    dispatcher.callback_query.outer_middleware(middleware)
    dispatcher.include_routers(
        join.build_router(),
        settings.build_router(),
    )
    return dispatcher
