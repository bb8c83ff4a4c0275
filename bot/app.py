"""Wires the whole product together, once."""

from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot, Dispatcher
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetUpdates, Response
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI

from bot.clock import Clock, wall_clock
from bot.introduction import Introduction
from bot.pace import Pace
from bot.session import Session
from bot.settings import Settings
from bot.updates import Updates
from handlers.telegram.adapter import send
from handlers.telegram.chat import Edge
from handlers.telegram.dispatcher import build_dispatcher
from notifications.channels.telegram import TelegramCarrier
from notifications.delivery import Delivery
from notifications.schedule import build_scheduler
from storage.database import Database
from storage.files import Files
from storage.models import Channel
from web.app import create_app
from web.config import WebConfig

ANSWER = Response[GetUpdates.__returning__]
"""The class in which aiogram reads updates. Unless somebody keeps it, pydantic forgets it and makes it
anew, which costs more than the request."""


@dataclass(frozen=True, slots=True)
class App:
    """The parts of a running diary. Tests drive the same parts with a clock of their own."""

    settings: Settings
    database: Database
    bot: Bot
    introduction: Introduction
    dispatcher: Dispatcher
    updates: Updates
    delivery: Delivery
    scheduler: AsyncIOScheduler
    web: FastAPI

    async def close(self) -> None:
        await self.updates.close()
        await self.bot.session.close()
        await self.database.dispose()


def build(settings: Settings, clock: Clock = wall_clock, *, paced: bool = True) -> App:
    """Make every part; nothing runs and nothing is asked over the network yet.

    Not ``paced``, the bot knows no limits: for stories and measures, never against Telegram.
    Raises ``SettingsError`` when the token or the secret is missing.
    """
    database = Database(settings.database_url)
    bot = build_bot(settings, paced=paced)
    dispatcher = build_dispatcher(_edge(settings, database, clock))
    introduction = Introduction(bot, settings, dispatcher.resolve_used_update_types())
    carriers = {Channel.TELEGRAM: TelegramCarrier(bot, send)}
    return App(
        settings=settings,
        database=database,
        bot=bot,
        introduction=introduction,
        dispatcher=dispatcher,
        updates=Updates(bot, dispatcher),
        delivery=Delivery(database, carriers, clock),
        scheduler=build_scheduler(database, clock),
        web=create_app(_web_config(settings, database, clock, introduction)),
    )


def build_bot(settings: Settings, *, paced: bool = True) -> Bot:
    session = Session(api=TelegramAPIServer.from_base(settings.telegram_api))
    if paced:
        session.middleware(Pace())
    return Bot(settings.token, session=session)


def _edge(settings: Settings, database: Database, clock: Clock) -> Edge:
    return Edge(
        database=database,
        files=Files(settings.files_folder),
        clock=clock,
        secret=settings.secret,
        web_url=settings.web_url,
        settle=timedelta(seconds=settings.settle_seconds),
    )


def _web_config(
    settings: Settings, database: Database, clock: Clock, introduction: Introduction
) -> WebConfig:
    return WebConfig(
        database=database,
        files=Files(settings.files_folder),
        clock=clock,
        secret=settings.secret,
        web_url=settings.web_url,
        settle=timedelta(seconds=settings.settle_seconds),
        secure_cookies=settings.web_url.startswith("https://"),
        bot_name=lambda: introduction.user_name,
    )
