"""One's own user name and password."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.errors import explain
from services.errors import PasswordTooSimple, SchoolError, SignInAgain, UserNameTaken, WrongUserName
from services.passwords import change_own_password
from web.context import SignedIn, Visit, redirect, render
from web.refusals import status_of

router = APIRouter()
FIELDS: dict[type[SchoolError], str] = {
    WrongUserName: "user_name",
    UserNameTaken: "user_name",
    PasswordTooSimple: "password",
    SignInAgain: "form",
}
"""Where on the form each refusal is shown."""


@router.get("/password")
async def show_password(visit: SignedIn, saved: bool = False) -> Response:
    return _page(visit, visit.staff.user_name or "", saved=saved)


@router.post("/password")
async def change_password(visit: SignedIn) -> Response:
    user_name, password = str(visit.form.get("user_name", "")), str(visit.form.get("password", ""))
    try:
        await change_own_password(
            visit.session,
            staff=visit.staff,
            web_session=visit.web_session,
            user_name=user_name,
            password=password,
            now=visit.now,
        )
    except (WrongUserName, UserNameTaken, PasswordTooSimple, SignInAgain) as refusal:
        return _page(visit, user_name, refusal)
    return redirect(visit, "/password", saved=1)


def _page(visit: Visit, user_name: str, refusal: SchoolError | None = None, saved: bool = False) -> Response:
    faults = {FIELDS[type(refusal)]: explain(visit.words, refusal.code, refusal.facts)} if refusal else {}
    status = status_of(refusal) if refusal else 200
    return render(visit, "password.html", status, user_name=user_name, faults=faults, saved=saved)
