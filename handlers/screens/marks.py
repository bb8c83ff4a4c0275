"""The marks screens: all subjects of a term with averages, and one subject's marks (R3, R4)."""

from dataclasses import replace
from decimal import Decimal

from markupsafe import Markup, escape

from handlers.screens.lessons import mark_lines
from handlers.screens.menu import Reader, Rows, head, in_rows, paged, subject_name, term_steps, ways_on
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.attestation import marked_up
from locales.papers import paper_name
from locales.terms import term_name
from locales.unbroken import group_name
from services.averages import Average
from services.class_list import alphabetical
from services.diary import GivenMark, Marks, Paper, SubjectLine, SubjectMarks, SummedUp, Years
from storage.models import AttestationKind, Term

SUBJECT_BUTTONS = 60


def marks(_: Words, reader: Reader, view: Marks, page: str | None = None) -> Screen:
    if view.term is None:
        top = head(_, reader, _("Marks"))
        rows = (_year_steps(_, reader, view.years), *ways_on(_, reader, Place.MARKS))
        return Screen(_not_begun(_, top), rows)
    top = _head_of_year(_, reader, view.years, _title(_, view.term))
    lines = sorted(view.subjects, key=lambda line: alphabetical(subject_name(_, line.subject)))
    filled = [line for line in lines if not line.is_empty]
    blocks = [_subject_line(_, line) for line in filled] or [_nothing(_, reader, view.term)]
    empty = [subject_name(_, line.subject) for line in lines if line.is_empty]
    if filled and empty:
        blocks.append(Markup("\n") + _without(_, reader, view.term, ", ".join(empty)))
    to = Action(Place.MARKS, reader.id, item=view.term.id)
    text, turning = paged(_, top, blocks, to, page, gap="\n")
    terms = {term.id: Action(Place.MARKS, reader.id, item=term.id) for term in view.terms}
    return Screen(
        text,
        (
            turning,
            *_subject_buttons(_, reader, view.term, filled[:SUBJECT_BUTTONS]),
            *term_steps(_, view.terms, view.term, terms),
            _year_steps(_, reader, view.years),
            *ways_on(_, reader, Place.MARKS),
        ),
    )


def subject(_: Words, reader: Reader, view: SubjectMarks, page: str | None = None) -> Screen:
    name = subject_name(_, view.subject)
    if view.term is None:
        top = head(_, reader, escape(name))
        return Screen(_not_begun(_, top), ways_on(_, reader, Place.SUBJECT))
    term = term_name(_, view.term.kind, view.term.number)
    top = Markup("\n").join(
        [
            _head_of_year(_, reader, view.years, Markup("{} · {}").format(name, term)),
            *_summary(_, view),
        ]
    )
    blocks = [_mark(_, mark) for mark in view.marks] or [_nothing(_, reader, view.term)]
    to = Action(Place.SUBJECT, reader.id, item=view.subject.id)
    prefix = f"{view.term.id}p"
    text, turning = paged(_, top, blocks, to, page, gap="\n", prefix=prefix)
    terms = {
        term.id: Action(Place.SUBJECT, reader.id, item=view.subject.id, value=str(term.id))
        for term in view.terms
    }
    return Screen(
        text,
        (turning, *term_steps(_, view.terms, view.term, terms), *ways_on(_, reader, Place.SUBJECT)),
    )


def average_text(_: Words, average: Average) -> Markup:
    """``4,33 (6 оценок)``: never a number without how many marks it stands on."""
    if average.shown is None:
        return _("no average yet")
    return _(
        "{average} ({n} mark)",
        "{average} ({n} marks)",
        average.count,
        average=_.number(average.shown),
    )


def _title(_: Words, term: Term) -> Markup:
    return _("Marks · {term}", term=term_name(_, term.kind, term.number))


def _head_of_year(_: Words, reader: Reader, years: Years, title: Markup) -> Markup:
    """Of an earlier year with that year and the child's class in it, so that nobody takes it for today's."""
    if years.earlier is None:
        return head(_, reader, title)
    then = replace(reader, child=replace(reader.child, group=years.earlier.group))
    line = _(
        "🗄 School year {year}, {group}",
        year=one_line(years.earlier.year.name, 20),
        group=group_name(one_line(years.earlier.group.name)),
    )
    return Markup("\n").join([head(_, then, title), line])


def _year_steps(_: Words, reader: Reader, years: Years) -> tuple[Button, ...]:
    """◀ the year before, if the child was here then; from an earlier one back to this one ▶."""
    before = years.before
    label = before and Markup("◀ {}, {}").format(
        one_line(before.year.name, 20), one_line(before.group.name, 20)
    )
    return row(
        Button(label, Action(Place.MARKS, reader.id, item=before.term_id)) if before and label else None,
        Button(_("This year ▶"), Action(Place.MARKS, reader.id)) if years.earlier else None,
    )


def _nothing(_: Words, reader: Reader, term: Term) -> Markup:
    if term.ends_on < reader.today:
        return _("No marks were given this term.")
    return _("No marks yet this term.")


def _without(_: Words, reader: Reader, term: Term, subjects: str) -> Markup:
    if term.ends_on < reader.today:
        return _("Without marks: {subjects}.", subjects=subjects)
    return _("No marks yet: {subjects}.", subjects=subjects)


def _not_begun(_: Words, top: Markup) -> Markup:
    return Markup("\n\n").join([top, _("The school year has not begun yet.")])


def _subject_line(_: Words, line: SubjectLine) -> Markup:
    parts = [average_text(_, line.average)]
    if line.term_mark is not None:
        parts.append(_("final {mark}", mark=_summed_up(_, line.term_mark)))
    parts += [_exam(_, mark) for mark in line.exams]
    return Markup("<b>%s</b> — %s") % (subject_name(_, line.subject), Markup(" · ").join(parts))


def _subject_buttons(_: Words, reader: Reader, term: Term, lines: list[SubjectLine]) -> Rows:
    buttons = [
        Button(
            escape(subject_name(_, line.subject)),
            Action(Place.SUBJECT, reader.id, item=line.subject.id, value=str(term.id)),
        )
        for line in lines
    ]
    return in_rows(buttons, 2)


def _summary(_: Words, view: SubjectMarks) -> list[Markup]:
    lines = [_("Average: {average}", average=average_text(_, view.average))] if view.marks else []
    if view.percent is not None:
        lines.append(_("Quarter so far: <b>{percent} %</b>", percent=view.percent))
    for term, mark in view.term_marks:
        name = term_name(_, term.kind, term.number)
        told = _summed_up(_, mark) if mark.kind is None else _exam(_, mark)
        lines.append(_("{term}: {mark}", term=name, mark=told))
    return [*lines, *(_paper(_, paper) for paper in view.papers)]


def _paper(_: Words, paper: Paper) -> Markup:
    """``Курсовая работа: Расчёт привода · защита 20 ноября · оценка 5``."""
    parts = [Markup("{}: {}").format(paper_name(_, paper.kind), paper.topic)]
    if paper.defended_on is not None:
        parts.append(_("defence on {day}", day=_.date(paper.defended_on)))
    if paper.mark:
        parts.append(_("mark <b>{mark}</b>", mark=paper.mark))
    return Markup(" · ").join(parts)


def _summed_up(_: Words, mark: SummedUp) -> Markup:
    """The mark; of "not attested" with its reason."""
    return marked_up(_, mark.value, mark.reason or "", mark.words)


def _exam(_: Words, mark: SummedUp) -> Markup:
    """``экзамен 5``."""
    told = _summed_up(_, mark)
    return {
        AttestationKind.EXAM: _("exam {mark}", mark=told),
        AttestationKind.CREDIT: _("credit {mark}", mark=told),
        AttestationKind.GRADED_CREDIT: _("graded credit {mark}", mark=told),
    }.get(mark.kind or AttestationKind.FINAL, _("final mark {mark}", mark=told))


def _mark(_: Words, mark: GivenMark) -> Markup:
    first, *comment = mark_lines(_, mark)
    line = Markup("{} · ").format(_.short_date(mark.day)) + first
    if not mark.is_in_points:
        line += _weight(_, mark.weight)
    return Markup("\n").join([line, *comment])


def _weight(_: Words, weight: Decimal) -> Markup:
    if weight == 1:
        return Markup("")
    if weight <= 0:
        return Markup(" · ") + _("not counted")
    return Markup(" · ") + _("weight {weight}", weight=_.number(weight.normalize()))
