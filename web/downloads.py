"""Files that a browser keeps: workbooks, paper, what somebody attached."""

from fastapi.responses import Response

KINDS = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(name: str, content: bytes) -> Response:
    """A file under a name of ours, whose ending says what it is. A name that somebody gave goes into no header.

    Raises ``KeyError`` for an ending that nothing here has.
    """
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=KINDS[name.rpartition(".")[2]], headers=headers)
