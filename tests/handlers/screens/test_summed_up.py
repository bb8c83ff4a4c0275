"""What a family reads of marks that sum up: exams, final marks, why somebody is not attested."""

from datetime import date
from decimal import Decimal

from handlers.screens.marks import marks, subject
from locales import plain, words_in
from services.averages import Average
from services.diary import Paper, SubjectLine, SubjectMarks, SummedUp
from storage.models import AttestationKind, NotAttestedReason, PaperKind
from tests.eyes import as_seen
from tests.factories.views import ALGEBRA, FIRST, READER, TERM, some_marks

RU = words_in("ru")


def test_exams_and_why_somebody_is_not_attested_are_told() -> None:
    words = SummedUp("н/а", NotAttestedReason.OTHER, "в <санатории>")
    exam = SummedUp("5", kind=AttestationKind.EXAM)
    final = SummedUp("4", kind=AttestationKind.FINAL)
    line = SubjectLine(ALGEBRA, Average(Decimal(4), 2), words, 2, (exam, final))
    shown = marks(RU, READER, some_marks(line)).text
    assert "в &lt;санатории&gt;" in shown
    assert "за период н/а (в <санатории>) · экзамен 5 · итоговая 4" in plain(shown)
    ill = SummedUp("н/а", NotAttestedReason.ILLNESS)
    of_year = ((FIRST, ill), (TERM, exam))
    view = SubjectMarks(ALGEBRA, (FIRST, TERM), TERM, Average(None, 0), (), of_year)
    text = plain(subject(RU, READER, view).text)
    assert "1-я четверть: н/а (болезнь)" in text
    assert "2-я четверть: экзамен 5" in text


def test_a_course_paper_is_told_with_its_defence_and_mark() -> None:
    defended = Paper(PaperKind.PROJECT, "Привод <конвейера>", date(2026, 11, 20), "5")
    begun = Paper(PaperKind.WORK, "Экономика цеха", None, None)
    view = SubjectMarks(ALGEBRA, (TERM,), TERM, Average(None, 0), (), (), papers=(defended, begun))
    shown = subject(RU, READER, view).text
    assert "Привод &lt;конвейера&gt;" in shown
    assert "Курсовой проект: Привод <конвейера> · защита 20 ноября · оценка 5" in as_seen(plain(shown))
    assert plain(shown).count("Курсовая работа: Экономика цеха") == 1
    assert "Экономика цеха ·" not in plain(shown)
