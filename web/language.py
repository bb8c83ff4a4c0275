"""The language switch: for the session, and for this browser before the next one."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.words import LANGUAGES
from services.staff_login import choose_language
from web.context import Anyone, Visit, local_path, redirect
from web.languages import COOKIE
from web.security import set_cookie

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.post("/language")
async def switch_language(guest: Anyone) -> Response:
    response = redirect(guest, local_path(str(guest.form.get("next", ""))))
    language = str(guest.form.get("language", ""))
    if language in LANGUAGES:
        if isinstance(guest, Visit):
            choose_language(web_session=guest.web_session, language=language)
        set_cookie(response, guest.config, COOKIE, language, YEAR)
    return response
