"""The administrator's page of staff: who is linked, codes, revoking (R21)."""

from fastapi import APIRouter
from fastapi.responses import Response

from services import codes
from services.classes import longest_waiting, open_staff
from services.leaving import revoke_link
from services.permissions import require_administrator
from web.addresses import Id
from web.classes import slips_file
from web.context import SignedIn, redirect, render

router = APIRouter()


@router.get("/staff")
async def show_staff(visit: SignedIn, done: str = "") -> Response:
    staff = await open_staff(visit.session, administrator=visit.staff, now=visit.now)
    waiting = longest_waiting(one.state for one in staff)
    return render(visit, "staff.html", staff=staff, waiting=waiting, done=done)


@router.post("/staff/slips")
async def print_staff(visit: SignedIn) -> Response:
    """New slips for everybody not linked yet."""
    issued = await codes.issue_staff_codes(
        visit.session, administrator=visit.staff, secret=visit.config.secret, now=visit.now
    )
    if not issued:
        return redirect(visit, "/staff", done="everybody")
    return slips_file(visit, issued, "staff")


@router.post("/staff/{staff_id}/slip")
async def print_member(visit: SignedIn, staff_id: Id) -> Response:
    issued = await codes.issue_staff_code(
        visit.session,
        administrator=visit.staff,
        staff_id=staff_id,
        secret=visit.config.secret,
        now=visit.now,
    )
    return slips_file(visit, [issued], f"staff-{staff_id}")


@router.post("/staff/{staff_id}/revoke-code")
async def revoke_code(visit: SignedIn, staff_id: Id) -> Response:
    await codes.revoke_staff_code(visit.session, administrator=visit.staff, staff_id=staff_id, now=visit.now)
    return redirect(visit, "/staff", done="code")


@router.post("/staff/links/{link_id}/revoke")
async def revoke(visit: SignedIn, link_id: Id) -> Response:
    require_administrator(visit.staff)
    await revoke_link(visit.session, staff=visit.staff, link_id=link_id, now=visit.now)
    return redirect(visit, "/staff", done="link")
