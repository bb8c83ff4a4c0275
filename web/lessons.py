"""A teacher's day and the page of one lesson."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from locales import Words, plain
from locales.errors import explain
from locales.homework import homework_kind_name
from services.attachments import MOST_BYTES
from services.errors import Forbidden, SchoolError
from services.gradebook import (
    LessonDraft,
    LessonRecord,
    SaveResult,
    confirm_lesson,
    days_beside,
    lessons_on,
    letters_of,
    marks_due,
    open_lesson,
    save_lesson,
)
from services.records import checks_due
from services.timetable import may_change
from storage.models import HomeworkKind, LessonStatus, Presence
from web.addresses import Id, day_in_address
from web.context import SignedIn, Visit, redirect, render
from web.deadlines import lack_text, still_in_time
from web.lesson_fields import draft_of
from web.lesson_form import LessonForm, opened, presence_word, takes_marks, typed, with_next_topic
from web.refusals import status_of
from web.shown_years import coming_of, mark_of_day, mark_of_group

router = APIRouter()
CONFLICT, WRONG = 409, 422
DAY = timedelta(days=1)
MOST_OFFERED = 40
"""Topics of the plan that a lesson's page carries; a later one may still be typed."""


@router.get("/lessons")
async def show_day(visit: SignedIn, day: str = "", confirmed: int = 0) -> Response:
    shown_day = day_in_address(day) or visit.today
    lessons = await lessons_on(visit.session, staff=visit.staff, day=shown_day, now=visit.now)
    beside = await days_beside(visit.session, staff=visit.staff, day=shown_day) if not lessons else ()
    due = await checks_due(visit.session, school=visit.school, groups=visit.leads, now=visit.now)
    return render(
        visit,
        "day.html",
        mark=await mark_of_day(visit, shown_day),
        checks_due=due if shown_day == visit.today else [],
        day=shown_day,
        before=shown_day - DAY,
        after=shown_day + DAY,
        lessons=lessons,
        beside=beside,
        coming=await coming_of(visit, shown_day) if not lessons and not any(beside[1:]) else None,
        cancelled=LessonStatus.CANCELLED,
        confirmed=confirmed,
        lack_text=lambda wanting: lack_text(visit.words, wanting, visit.zone, visit.now),
        ahead=still_in_time(visit.words, lessons, visit.zone, visit.now),
    )


@router.post("/lessons/{lesson_id}/as-planned")
async def confirm(visit: SignedIn, lesson_id: Id) -> Response:
    """One tap on the day's page: the plan's next topic, everybody present."""
    lesson = await confirm_lesson(
        visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now, settle=visit.config.settle
    )
    return redirect(visit, "/lessons", day=lesson.on_day.isoformat(), confirmed=lesson_id)


@router.get("/lessons/{lesson_id}")
async def show_lesson(visit: SignedIn, lesson_id: Id, saved: int | None = None, columns: int = 0) -> Response:
    record = await open_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id)
    return await lesson_page(visit, opened(record, visit.words, visit.now, new_columns=columns), saved=saved)


@router.post("/lessons/{lesson_id}")
async def save(visit: SignedIn, lesson_id: Id) -> Response:
    draft = draft_of(visit.form)
    if visit.form.get("action") == "add":
        record = await open_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id)
        return await _with_another_work(visit, record, draft)
    if visit.form.get("action") == "next-topic":
        record = await open_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id)
        return await _with_next_topic(visit, record, draft)
    result = await save_lesson(
        visit.session,
        staff=visit.staff,
        lesson_id=lesson_id,
        draft=draft,
        now=visit.now,
        settle=visit.config.settle,
    )
    if result.is_saved:
        return redirect(visit, f"/lessons/{lesson_id}", saved=result.changed)
    record = await open_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id)
    return await _with_faults(visit, record, draft, result)


async def show_lesson_with(visit: Visit, lesson_id: int, refusal: SchoolError, title: str) -> Response:
    """The lesson's page with why a file could not be attached."""
    record = await open_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id)
    fault = explain(visit.words, refusal.code, refusal.facts)
    shown = {"fault": fault, "title": title}
    return await lesson_page(visit, opened(record, visit.words, visit.now), status_of(refusal), upload=shown)


async def _with_another_work(visit: Visit, record: LessonRecord, draft: LessonDraft) -> Response:
    if not record.may_record:
        raise Forbidden
    return await lesson_page(visit, typed(record, draft, visit.words, visit.now, one_more=True))


async def _with_next_topic(visit: Visit, record: LessonRecord, draft: LessonDraft) -> Response:
    if not record.may_record:
        raise Forbidden
    return await lesson_page(visit, typed(record, with_next_topic(record, draft), visit.words, visit.now))


async def _with_faults(
    visit: Visit, record: LessonRecord, draft: LessonDraft, result: SaveResult
) -> Response:
    form = typed(record, draft, visit.words, visit.now, result.faults, result.columns)
    conflicts = any(fault.code == "changed_meanwhile" for fault in result.faults.values())
    return await lesson_page(visit, form, status=CONFLICT if conflicts else WRONG)


async def lesson_page(
    visit: Visit,
    form: LessonForm,
    status: int = 200,
    saved: int | None = None,
    entry: Mapping[str, Any] | None = None,
    upload: Mapping[str, Any] | None = None,
) -> Response:
    """The lesson's page; with an ``entry`` it is the deputy head's, by permission."""
    return render(
        visit,
        "lesson.html",
        status,
        mark=await mark_of_group(visit, form.record.lesson.course.group),
        form=form,
        record=form.record,
        lesson=form.record.lesson,
        kind_names=_kind_names(form, visit.words.language),
        **_choices(visit.words, form),
        saved=saved,
        letters=_letters(form.record),
        marks_due=marks_due(form.record),
        takes_marks=form.record.may_record and (entry is not None or takes_marks(form.record, visit.now)),
        may_change=await may_change(
            visit.session, staff=visit.staff, lesson=form.record.lesson, now=visit.now
        ),
        entry=entry,
        upload=upload or {},
        megabytes=MOST_BYTES // 1_000_000,
    )


def _kind_names(form: LessonForm, language: str) -> dict[str, str]:
    """By column; one that nobody has saved yet is of the usual kind."""
    names = {str(work.id): work.kind.name_in(language) for work in form.record.works}
    usual = form.record.default_kind
    return {column: names.get(column, usual.name_in(language) if usual else "") for column in form.columns}


def _choices(_: Words, form: LessonForm) -> dict[str, Any]:
    """What there is to choose from, with its words."""
    return {
        "points_kinds": _points_kinds(form),
        "titles_offered": list(dict.fromkeys(topic.title for topic in form.record.topics))[:MOST_OFFERED],
        "presences": [(value or "", plain(presence_word(_, value))) for value in (None, *Presence)],
        "homework_kinds": [(kind.value, plain(homework_kind_name(_, kind))) for kind in HomeworkKind],
    }


def _letters(record: LessonRecord) -> dict[str, str]:
    """By presence, the letters that stand for it in a mark's cell."""
    return {presence.value: " ".join(sorted(letters)) for presence, letters in letters_of(record).items()}


def _points_kinds(form: LessonForm) -> frozenset[int]:
    """The kinds of work for which the page asks for a maximum: the regulation's, and what stands in points."""
    in_points = {form.text("kind", column) for column in form.columns if form.in_points(column)}
    codes = form.record.windows.regulation.summative.kinds
    return frozenset(kind.id for kind in form.record.kinds if kind.code in codes or str(kind.id) in in_points)
