"""How the bot gets its updates: by asking, or at its own address."""

import re
from collections.abc import Mapping, Sequence

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook
from aiogram.types import Update, WebhookInfo

from demo.telegram.answers import Refusal, bad_request
from demo.telegram.files import Upload
from demo.telegram.stand_in import StandIn

Uploads = Mapping[str, Upload]
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_POLL = 50
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


async def get_updates(stand_in: StandIn, method: GetUpdates, uploads: Uploads) -> Sequence[Update]:
    if stand_in.webhook.url:
        raise Refusal(409, WEBHOOK_IS_SET)
    if method.allowed_updates is not None:
        stand_in.updates.allowed = list(method.allowed_updates)
    return await stand_in.updates.get(
        offset=method.offset or 0,
        limit=method.limit or 100,
        seconds=min(method.timeout or 0, LONGEST_POLL),
    )


async def set_webhook(stand_in: StandIn, method: SetWebhook, uploads: Uploads) -> bool:
    if method.url and not re.match(r"https?://\S+$", method.url):
        raise bad_request("bad webhook: invalid URL")
    if method.secret_token is not None and not _SECRET.fullmatch(method.secret_token):
        raise bad_request("secret token contains unallowed characters")
    if method.drop_pending_updates:
        stand_in.updates.forget()
    if method.allowed_updates is not None:
        stand_in.updates.allowed = list(method.allowed_updates)
    await stand_in.webhook.set(method.url, method.secret_token, method.max_connections)
    return True


async def delete_webhook(stand_in: StandIn, method: DeleteWebhook, uploads: Uploads) -> bool:
    if method.drop_pending_updates:
        stand_in.updates.forget()
    await stand_in.webhook.stop()
    return True


async def get_webhook_info(stand_in: StandIn, method: GetWebhookInfo, uploads: Uploads) -> WebhookInfo:
    return stand_in.webhook.info
