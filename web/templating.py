"""The templates: escaped, strict about missing names, given the same few helpers everywhere."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from locales.unbroken import group_name, hours, room_name
from locales.words import NAMES
from web.assets import asset
from web.moved import moved_here
from web.navigation import entries_for
from web.security import TOKEN_FIELD

FOLDER = Path(__file__).parent / "templates"


def build_templates() -> Environment:
    """``_``, ``reader`` and ``visit`` (empty for strangers) come with every ``render``."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        asset=asset,
        entries_for=entries_for,
        group_name=group_name,
        hours=hours,
        language_names=NAMES,
        moved_here=moved_here,
        room_name=room_name,
        token_field=token_field,
    )
    return templates


def token_field(token: str) -> Markup:
    """The hidden field that every form of a signed-in person carries: ``{{ token_field(visit.csrf) }}``."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token)
