"""The part of the regulation's form about the school as a whole: year, languages, reports, archive."""

from locales import Words
from locales.school_due import frequency_name, term_kind_name
from services.regulation import Frequency
from storage.models import TermKind
from web.regulation_lines import Line, Section


def sections_of_school(_: Words) -> tuple[Section, ...]:
    return (_year(_), _records(_), _reports(_), _archive(_))


def _year(_: Words) -> Section:
    return Section(
        _("School year and languages"),
        _("Languages of what the school prints: ru, kk, en, the main one first."),
        (
            Line("languages", _("Languages"), "words"),
            Line(
                "terms.kinds",
                _("The year is divided into"),
                "choices",
                {kind.value: term_kind_name(_, kind) for kind in TermKind},
            ),
        ),
        is_folded=True,
    )


def _records(_: Words) -> Section:
    often = {one.value: frequency_name(_, one) for one in Frequency if one is not Frequency.DAILY}
    return Section(
        _("Personal records"),
        _("How often class teachers and curators confirm that the records of their class were checked."),
        (Line("records.check", _("To be confirmed"), "choice", often),),
        is_folded=True,
    )


def _reports(_: Words) -> Section:
    often = {one.value: frequency_name(_, one) for one in Frequency}
    return Section(
        _("Reports"),
        _("How often the school reports; heads are reminded of it."),
        (
            Line("reports.activity", _("How gradebooks are kept"), "choice", often),
            Line("reports.performance", _("Performance"), "choices", often),
        ),
        is_folded=True,
    )


def _archive(_: Words) -> Section:
    often = {one.value: frequency_name(_, one) for one in Frequency}
    return Section(
        _("Archive"),
        _("Days as day and month: 30.06. Empty: the regulation asks for none."),
        (
            Line("archive.backup", _("Backup"), "choice", often),
            Line("archive.exports", _("Export"), "choices", often),
            Line("archive.journal_by", _("The journal is printed by"), "day"),
            Line("archive.sheets_by", _("Term sheets are printed by"), "day"),
            Line("archive.keep_years", _("Kept for years")),
            Line("archive.keep_graduation_years", _("Graduation sheets kept for years")),
        ),
        is_folded=True,
    )
