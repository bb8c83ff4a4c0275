"""Refusals of orders about students who come and go."""

from services.errors.family import SchoolError


class OrderIncomplete(SchoolError):
    """An order without its number, or of a day that is not yet."""

    code = "order_incomplete"


class NewcomerIncomplete(SchoolError):
    """A new student without name, birth date, number of the personal file or guardian."""

    code = "newcomer_incomplete"


class StudentNumberTaken(SchoolError):
    """Another student has the personal-file number. Facts: ``number``."""

    code = "student_number_taken"


class AlreadyInClass(SchoolError):
    """A transfer to the class one is in. Facts: ``name``, ``group``."""

    code = "already_in_class"


class ClassOfAnotherYear(SchoolError):
    """A transfer into a class of a year that the student has not come to. Facts: ``name``, ``group``, ``year``."""

    code = "class_of_another_year"


class StudentLeft(SchoolError):
    """An order about somebody who is not at school any more. Facts: ``name``."""

    code = "student_left"


class StudentStays(SchoolError):
    """A return of somebody who has not left. Facts: ``name``."""

    code = "student_stays"


class NoClassChosen(SchoolError):
    """An order that needs a class, without one."""

    code = "no_class_chosen"


class MovementStands(SchoolError):
    """An order that cannot be taken back any more. Facts: ``why``: marks, later or taken_back."""

    code = "movement_stands"


class SubgroupMarked(SchoolError):
    """Leaving a subgroup on days that have marks there. Facts: ``group``, ``day``, the last of them."""

    code = "subgroup_marked"
