"""What each kind of message that leaves unasked says."""

from collections.abc import Mapping
from typing import Any

from notifications.notices import (
    attendance,
    codes,
    late_changes,
    lesson_changes,
    marks,
    messages,
    performance,
    records,
    system,
    term_marks,
)
from notifications.notices.notice import Notice
from services.news.attendance import attendance_news
from services.news.codes import codes_news
from services.news.late_changes import late_change_news
from services.news.lesson_changes import lesson_change_news
from services.news.marks import marks_news
from services.news.messages import messages_news
from services.news.performance import performance_news
from services.news.records import checks_news, outcomes_news, reports_news
from services.news.system import lost_chats, warnings
from services.news.term_marks import term_marks_news
from storage.models import OutboxKind

NOTICES: Mapping[OutboxKind, Notice[Any]] = {
    OutboxKind.MARKS: Notice(marks_news, marks.render),
    OutboxKind.TERM_MARKS: Notice(term_marks_news, term_marks.render),
    OutboxKind.ATTENDANCE: Notice(attendance_news, attendance.render),
    OutboxKind.PERFORMANCE: Notice(performance_news, performance.render),
    OutboxKind.MESSAGE: Notice(messages_news, messages.render),
    OutboxKind.LATE_CHANGE: Notice(late_change_news, late_changes.render),
    OutboxKind.LESSON_CHANGE: Notice(lesson_change_news, lesson_changes.render),
    OutboxKind.RECORDS_CHECK: Notice(checks_news, records.render_check),
    OutboxKind.DATA_REPORT: Notice(reports_news, records.render_report),
    OutboxKind.DATA_OUTCOME: Notice(outcomes_news, records.render_outcome),
    OutboxKind.CODES_LATE: Notice(codes_news, codes.render),
    OutboxKind.UNREACHABLE: Notice(lost_chats, system.render_lost),
    OutboxKind.WARNING: Notice(warnings, system.render_warnings),
}

__all__ = ["NOTICES", "Notice"]
