"""Fields of a form as plain text and days."""

from datetime import date

from starlette.datastructures import FormData


def text_in(form: FormData, field: str) -> str:
    """What was typed, without the spaces around it; empty for a file and for a field that did not come."""
    value = form.get(field, "")
    # Browsers send the line ends of a form as CR LF; PostgreSQL stores no NUL.
    return value.replace("\r\n", "\n").replace("\x00", "").strip() if isinstance(value, str) else ""


def day_in(form: FormData, field: str) -> date | None:
    """The day typed; nothing when it is none."""
    try:
        return date.fromisoformat(text_in(form, field))
    except ValueError:
        return None
