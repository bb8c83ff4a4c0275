"""The protocol of a commission on the pages of the deputy head's entry."""

from starlette.datastructures import FormData

from services.errors import EntryTooLong, ProtocolMissing, WrongDay
from services.late_changes import Protocol
from web.fields import day_in, text_in

OF_PROTOCOL = frozenset({ProtocolMissing.code, WrongDay.code, EntryTooLong.code})
"""Refusals that are said above the page; the rest of it stays as it was typed."""


def protocol_in(form: FormData) -> Protocol:
    on_day = day_in(form, "protocol_on")
    return Protocol(text_in(form, "protocol_number"), on_day, text_in(form, "commission"))


def typed_protocol(form: FormData) -> dict[str, str]:
    """The fields as they were typed."""
    return {field: text_in(form, field) for field in ("protocol_number", "protocol_on", "commission")}
