"""The methods the stand-in knows, by aiogram's models."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import methods as api

from demo.telegram import about, editing, receiving, sending
from demo.telegram.answers import Refusal
from demo.telegram.files import Upload
from demo.telegram.parameters import AnyMethod, method_named, parsed
from demo.telegram.stand_in import StandIn

Handler = Callable[[StandIn, Any, Mapping[str, Upload]], Awaitable[Any]]

HANDLERS: dict[type[AnyMethod], Handler] = {
    api.GetMe: about.get_me,
    api.GetUpdates: receiving.get_updates,
    api.SetWebhook: receiving.set_webhook,
    api.DeleteWebhook: receiving.delete_webhook,
    api.GetWebhookInfo: receiving.get_webhook_info,
    api.SendMessage: sending.send_message,
    api.SendPhoto: sending.send_photo,
    api.SendDocument: sending.send_document,
    api.SendChatAction: sending.send_chat_action,
    api.EditMessageText: editing.edit_text,
    api.EditMessageCaption: editing.edit_caption,
    api.EditMessageReplyMarkup: editing.edit_markup,
    api.DeleteMessage: editing.delete_message,
    api.AnswerCallbackQuery: editing.answer_callback_query,
    api.SetMyCommands: about.set_commands,
    api.GetMyCommands: about.get_commands,
    api.DeleteMyCommands: about.delete_commands,
    api.SetMyName: about.set_name,
    api.GetMyName: about.get_name,
    api.SetMyDescription: about.set_description,
    api.GetMyDescription: about.get_description,
    api.SetMyShortDescription: about.set_short_description,
    api.GetMyShortDescription: about.get_short_description,
    api.SetChatMenuButton: about.set_menu_button,
    api.GetChatMenuButton: about.get_menu_button,
    api.GetChat: about.get_chat,
    api.GetFile: about.get_file,
}


async def carry_out(
    stand_in: StandIn, name: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> Any:
    """Do what a request asks; aiogram's object, or a bool, as the result. Raises ``Refusal``."""
    model = method_named(name)
    handler = HANDLERS.get(model)
    if handler is None:
        raise Refusal(404, "Not Found: method not found")
    return await handler(stand_in, parsed(model, given), uploads)
