"""Who may apply for a late change, for what, and with which documents (R35)."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.attachments import MOST_BYTES, media_type_of
from services.errors import (
    AlreadyFiled,
    DocumentsMissing,
    DocumentTooBig,
    EntryTooLong,
    Forbidden,
    LessonCancelled,
    NoStudentChosen,
    NothingClosed,
    SchoolError,
    TextEmpty,
    TooManyDocuments,
    WrongDocument,
)
from services.late_changes import Application, Document, apply_for
from storage.files import Files
from storage.models import (
    AuditEntry,
    Door,
    Grounds,
    LateChange,
    LateChangeDocument,
    LateChangeStatus,
    Lesson,
    LessonStatus,
    StaffMember,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.late_changes import JPEG, LATE, PDF, PNG, make_late_change
from tests.services.lesson_cells import count

CERTIFICATE = Document("справка.pdf", PDF)


def _application(cast: Cast, **changes: object) -> Application:
    usual = {
        "grounds": Grounds.STUDENT_ILLNESS,
        "students": frozenset({cast.son.id}),
        "explanation": "Was ill",
        "documents": (CERTIFICATE,),
    }
    return Application(**{**usual, **changes})  # type: ignore[arg-type]


def _kept(folder: Path) -> set[str]:
    """Names of the files kept; a SQLite database may lie beside them."""
    return {path.name for path in folder.iterdir() if len(path.name) == 64}


async def _apply(
    session: AsyncSession,
    staff: StaffMember,
    lesson: Lesson,
    application: Application,
    folder: Path,
    now=LATE,
) -> LateChange:
    return await apply_for(
        session, staff=staff, lesson_id=lesson.id, application=application, files=Files(folder), now=now
    )


@pytest.mark.usefixtures("director")
async def test_an_application_is_filed_with_its_documents(
    session: AsyncSession, cast: Cast, tmp_path: Path
) -> None:
    pictures = (CERTIFICATE, Document("C:\\scans\\a.pdf", PNG), Document("../../b\n.png", JPEG))
    change = await _apply(
        session, cast.teacher, cast.lesson, _application(cast, documents=pictures), tmp_path
    )
    assert (change.status, change.students) == (LateChangeStatus.FILED, [cast.son.id])
    assert (change.lesson_id, change.applicant_id) == (cast.lesson.id, cast.teacher.id)
    documents = (await session.scalars(select(LateChangeDocument).order_by(LateChangeDocument.id))).all()
    assert [(one.file_name, one.media_type) for one in documents] == [
        ("справка.pdf", "application/pdf"),
        ("a.pdf", "image/png"),
        ("b.png", "image/jpeg"),
    ]
    assert _kept(tmp_path) == {one.sha256 for one in documents}
    assert Files(tmp_path).read(documents[0].sha256) == PDF
    noted = (await session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "late_change"))).one()
    assert (noted.action, noted.staff_id, noted.door) == (
        "file_late_change",
        cast.teacher.id,
        Door.PERMISSION,
    )


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"students": frozenset()}, NoStudentChosen),
        ({"explanation": " \n"}, TextEmpty),
        ({"explanation": "x" * 1001}, EntryTooLong),
        ({"documents": ()}, DocumentsMissing),
        ({"documents": (CERTIFICATE,) * 6}, TooManyDocuments),
        ({"documents": (CERTIFICATE, Document("b.pdf", PDF + bytes(MOST_BYTES)))}, DocumentTooBig),
        ({"documents": (Document("page.pdf", b"<html><script>"),)}, WrongDocument),
        ({"documents": (Document("empty.pdf", b""),)}, WrongDocument),
    ],
)
async def test_what_is_wrong_with_an_application_is_said_and_nothing_kept(
    session: AsyncSession, cast: Cast, tmp_path: Path, changes: dict[str, object], refusal: type[SchoolError]
) -> None:
    with pytest.raises(refusal):
        await _apply(session, cast.teacher, cast.lesson, _application(cast, **changes), tmp_path)
    assert await count(session, LateChange) == 0
    assert _kept(tmp_path) == set()


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize("grounds", [Grounds.RETAKE, Grounds.MISSED_ATTESTATION])
async def test_what_a_commission_proves_needs_no_document(
    session: AsyncSession, cast: Cast, tmp_path: Path, grounds: Grounds
) -> None:
    application = _application(cast, grounds=grounds, documents=())
    assert (await _apply(session, cast.teacher, cast.lesson, application, tmp_path)).grounds is grounds


async def test_only_who_records_the_lesson_applies(
    session: AsyncSession, cast: Cast, director: StaffMember, tmp_path: Path
) -> None:
    application = _application(cast)
    others = (
        cast.class_teacher,
        cast.curator,
        cast.deputy_head,
        cast.administrator,
        cast.other_teacher,
        director,
    )
    for person in others:
        with pytest.raises(Forbidden):
            await _apply(session, person, cast.lesson, application, tmp_path)
    with pytest.raises(Forbidden):
        await _apply(session, cast.teacher, cast.other_lesson, application, tmp_path)
    for stranger in (cast.daughter, cast.other_student):
        foreign = _application(cast, students=frozenset({cast.son.id, stranger.id}))
        with pytest.raises(Forbidden):
            await _apply(session, cast.teacher, cast.lesson, foreign, tmp_path)


@pytest.mark.usefixtures("director")
async def test_what_is_open_needs_no_permission(session: AsyncSession, cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NothingClosed) as refused:
        await _apply(session, cast.teacher, cast.lesson, _application(cast), tmp_path, now=MONDAY_MORNING)
    assert refused.value.facts == {"name": cast.son.short_name, "about": "lesson"}


@pytest.mark.usefixtures("director")
async def test_a_cancelled_lesson_has_nothing_to_change(
    session: AsyncSession, cast: Cast, tmp_path: Path
) -> None:
    cast.lesson.status = LessonStatus.CANCELLED
    with pytest.raises(LessonCancelled):
        await _apply(session, cast.teacher, cast.lesson, _application(cast), tmp_path)


@pytest.mark.usefixtures("director")
async def test_the_same_application_waits_once(session: AsyncSession, cast: Cast, tmp_path: Path) -> None:
    """A button pressed twice."""
    await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)
    with pytest.raises(AlreadyFiled):
        await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)
    await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.classmate)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<!doctype html>", None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b"MZ", None),
        (b" %PDF-1.4", None),
        (b"", None),
    ],
)
def test_a_document_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert media_type_of(content) == kind


def test_files_lie_under_their_hash_and_nowhere_else(tmp_path: Path) -> None:
    files = Files(tmp_path / "deep" / "files")
    name = files.keep(PDF)
    assert files.keep(PDF) == name
    assert [path.name for path in files.folder.iterdir()] == [name]
    assert (files.folder / name).stat().st_mode & 0o077 == 0
    (tmp_path / "secret").write_bytes(b"token")
    for forged in ("../../secret", "/etc/passwd", "", name.upper(), "0" * 64):
        assert files.read(forged) is None
    (files.folder / name).write_bytes(b"something else")
    assert files.read(name) is None
