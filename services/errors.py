"""Everything a school's rule can say no with. Facts only: the edges find the words and the status."""

from typing import Any, ClassVar


class SchoolError(Exception):
    """The family. ``code`` names the refusal for the edges; ``facts`` fill in its words."""

    code: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class Forbidden(SchoolError):
    """The person may not do this; nothing more is told (R20, R23)."""

    code = "forbidden"


class NotLinked(SchoolError):
    """The account is tied to nobody yet, or no longer."""

    code = "not_linked"


class NobodyToTell(SchoolError):
    """There is nobody a message could go to."""

    code = "nobody_to_tell"


class AuthorLeft(SchoolError):
    """Whoever wrote is not there any more to be answered."""

    code = "author_left"


class TextEmpty(SchoolError):
    """A message without a word in it."""

    code = "text_empty"


class TextTooLong(SchoolError):
    """Facts: ``length`` and ``limit``, in the messenger's characters."""

    code = "text_too_long"


class LessonRecorded(SchoolError):
    """The lesson already has works or attendance: it was given, so it cannot be cancelled."""

    code = "lesson_recorded"


class LessonCancelled(SchoolError):
    """Nobody can stand in for a lesson that is not given."""

    code = "lesson_cancelled"


class LessonGiven(SchoolError):
    """The lesson has works, attendance or homework: it was given where it stands and cannot be moved."""

    code = "lesson_given"


class TeacherBusy(SchoolError):
    """Facts: ``name``; ``group``, ``number`` and ``day`` of the lesson that this person gives at that time."""

    code = "teacher_busy"


class GroupBusy(SchoolError):
    """Facts: ``group``; ``other``, ``number`` and ``day`` of the lesson that it, or some of it, has then."""

    code = "group_busy"


class RoomTaken(SchoolError):
    """Facts: ``room``; ``group``, ``number`` and ``day`` of the lesson held there at that time."""

    code = "room_taken"


class PersonHasLeft(SchoolError):
    """Facts: ``name`` of a colleague who no longer works here."""

    code = "person_has_left"


class LoginLinkSpent(SchoolError):
    """A one-time link that was used, is too old or never was."""

    code = "login_link_spent"


class TooManyLogins(SchoolError):
    """Too many wrong passwords. Facts: ``minutes`` to wait."""

    code = "too_many_logins"


class WrongPassword(SchoolError):
    """No such user name, or not its password: nobody is told which."""

    code = "wrong_password"


class WrongUserName(SchoolError):
    """A user name that is empty, too long or has spaces in it."""

    code = "wrong_user_name"


class UserNameTaken(SchoolError):
    """Somebody else signs in under this name."""

    code = "user_name_taken"


class PasswordTooSimple(SchoolError):
    """Facts: ``shortest``, the least number of characters."""

    code = "password_too_simple"


class SignInAgain(SchoolError):
    """This may be done only by who has just signed in."""

    code = "sign_in_again"


class UnknownMark(SchoolError):
    """A mark that the school's scale does not have. Facts: ``allowed``, the marks it has, as text."""

    code = "unknown_mark"


class ChangedMeanwhile(SchoolError):
    """Somebody else has changed the cell since the page was opened. Facts: ``theirs``, its text now."""

    code = "changed_meanwhile"


class CommentWithoutMark(SchoolError):
    """A comment where there is no mark to comment on."""

    code = "comment_without_mark"


class EntryTooLong(SchoolError):
    """Facts: ``limit``, the most characters the field takes."""

    code = "entry_too_long"


class WrongNumber(SchoolError):
    """A work's number that is none. Facts: ``highest``."""

    code = "wrong_number"


class WrongWeight(SchoolError):
    """A weight that is none. Facts: ``heaviest``."""

    code = "wrong_weight"


class WrongDay(SchoolError):
    """A day that homework cannot be due on, a lesson not be moved to. Facts: ``first`` and ``last`` day that would do."""

    code = "wrong_day"


class NoDayChosen(SchoolError):
    """Days were offered to choose from and none of them was taken."""

    code = "no_day_chosen"


class WrongRegulation(SchoolError):
    """A value that no regulation can have. Facts: ``field``, its dotted name."""

    code = "wrong_regulation"


class ScaleInUse(SchoolError):
    """Marks of this year stand on the scale: another one would give them another meaning."""

    code = "scale_in_use"


class EntriesClosed(SchoolError):
    """Facts: ``entry`` (marks, attendance, topic, homework, term_marks), the ``day`` it belongs to
    (of a term the last) and the day it ``closed_on``."""

    code = "entries_closed"


class EntriesNotOpen(SchoolError):
    """Facts: ``entry`` and the day it ``opens_on``."""

    code = "entries_not_open"


class CorrectingClosed(SchoolError):
    """The regulation knows no correcting. Facts: ``entry``, the ``minutes`` a slip may be mended."""

    code = "correcting_closed"


class NotPermitted(SchoolError):
    """A cell that the permission of a late change does not cover."""

    code = "not_permitted"


class NothingClosed(SchoolError):
    """A permission asked for where everything is open: it can be written as usual. Facts: ``name`` of
    the student."""

    code = "nothing_closed"


class NoStudentChosen(SchoolError):
    """Students were offered to choose from and none of them was taken."""

    code = "no_student_chosen"


class AlreadyFiled(SchoolError):
    """The same application waits for its decision already."""

    code = "already_filed"


class DocumentsMissing(SchoolError):
    """An application on grounds that need a document, without one."""

    code = "documents_missing"


class TooManyDocuments(SchoolError):
    """Facts: ``most``."""

    code = "too_many_documents"


class WrongDocument(SchoolError):
    """A file that is neither PDF nor PNG nor JPEG, whatever it is called. Facts: its ``name``."""

    code = "wrong_document"


class DocumentTooBig(SchoolError):
    """Facts: the ``name`` of the file and the most ``megabytes`` it may have."""

    code = "document_too_big"


class DocumentLost(SchoolError):
    """The file of a document does not lie where it was put."""

    code = "document_lost"


class LateChangeNotOpen(SchoolError):
    """The application is not at the step that was to be taken. Facts: its ``state``: filed, approved,
    refused, done or expired."""

    code = "late_change_not_open"


class DecisionIncomplete(SchoolError):
    """An approval without the number that it is registered under."""

    code = "decision_incomplete"


class ProtocolMissing(SchoolError):
    """A retake or a missed attestation entered without number, date and commission of its protocol."""

    code = "protocol_missing"


class TooFewMarks(SchoolError):
    """A term mark without the marks it has to stand on. Facts: ``kind``, the name of the kind of work or
    empty for all of them, how many were ``given`` and the ``least`` that is needed."""

    code = "too_few_marks"


class TooManyChanges(SchoolError):
    """A report of more changes than one file may hold. Facts: ``total`` and ``most`` that fit."""

    code = "too_many_changes"
