"""Parameters of a request, checked by aiogram's own models of the methods."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, ValidationError

from demo.telegram.answers import Refusal, bad_request
from demo.telegram.files import Upload

AnyMethod = TelegramMethod[Any]


@cache
def method_named(name: str) -> type[AnyMethod]:
    """The model of a method, whatever the case of its name. Raises ``Refusal`` 404."""
    for candidate in vars(methods).values():
        if isinstance(candidate, type) and issubclass(candidate, TelegramMethod):
            api_name = getattr(candidate, "__api_method__", None)
            if isinstance(api_name, str) and api_name.lower() == name.lower():
                return candidate
    raise Refusal(404, "Not Found: method not found")


def parsed(model: type[AnyMethod], given: Mapping[str, Any]) -> AnyMethod:
    """The method as aiogram understands it.

    ``given`` holds JSON values, or strings when they came in a form. Stricter than Telegram on
    purpose: an unknown or a removed parameter is refused, since with us it is always a mistake.
    """
    values = dict(_defaults(model))
    values.update({name: _decoded(model, name, value) for name, value in given.items()})
    try:
        method = model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise bad_request(f'invalid parameter "{where}" specified: {first["msg"]}') from None
    _refuse_unknown(method, set(given))
    return method


def attached(value: str | InputFile, uploads: Mapping[str, Upload]) -> Upload | None:
    """The upload that ``attach://name`` points at; None when the value is a file's id."""
    if not isinstance(value, str) or not value.startswith("attach://"):
        return None
    name = value.removeprefix("attach://")
    if name not in uploads:
        raise bad_request(f'there is no file attached under the name "{name}"')
    return uploads[name]


@cache
def _defaults(model: type[AnyMethod]) -> dict[str, None]:
    """aiogram fills these in from the bot's own defaults; over here they are simply not given."""
    return {name: None for name, field in model.model_fields.items() if isinstance(field.default, Default)}


def _decoded(model: type[AnyMethod], name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in {"chat_id", "from_chat_id", "user_id"} and value.lstrip("-").isdigit():
        return int(value)
    if name not in _structured(model):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


@cache
def _structured(model: type[AnyMethod]) -> frozenset[str]:
    """Names of the parameters that travel as JSON within a form."""
    return frozenset(name for name, field in model.model_fields.items() if _holds_objects(field.annotation))


def _holds_objects(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    is_list = getattr(annotation, "__origin__", None) is list
    return is_list or any(_holds_objects(part) for part in get_args(annotation))


def _refuse_unknown(value: Any, given: set[str] | None = None) -> None:
    if isinstance(value, (list, tuple)):
        for item in value:
            _refuse_unknown(item)
    if not isinstance(value, BaseModel):
        return
    owner = getattr(value, "__api_method__", type(value).__name__)
    if value.model_extra:
        raise bad_request(f'unknown parameter "{next(iter(value.model_extra))}" of {owner}')
    for name in value.model_fields_set if given is None else given:
        part = getattr(value, name)
        if part is not None:
            if name in _removed(type(value)):
                raise bad_request(f'removed parameter "{name}" of {owner}')
            _refuse_unknown(part)


@cache
def _removed(model: type[BaseModel]) -> frozenset[str]:
    """Parameters that Telegram has replaced by others; aiogram still takes them."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("deprecated")
    )
