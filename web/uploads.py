"""Files that come with a form."""

from starlette.datastructures import FormData, UploadFile

from services.attachments import MOST_BYTES, Document


async def documents_in(form: FormData, field: str, most: int) -> tuple[Document, ...]:
    """One more than may be attached at most, and of each one byte more: enough to refuse the rest."""
    found = [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]
    return tuple([Document(one.filename or "", await one.read(MOST_BYTES + 1)) for one in found[: most + 1]])
