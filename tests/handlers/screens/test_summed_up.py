"""What a family reads of marks that sum up: exams, final marks, why somebody is not attested."""

from decimal import Decimal

from handlers.screens.marks import marks, subject
from locales import plain, words_in
from services.averages import Average
from services.diary import SubjectLine, SubjectMarks, SummedUp
from storage.models import AttestationKind, NotAttestedReason
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
