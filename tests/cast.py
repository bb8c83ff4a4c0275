"""The fixed cast: the same invented people in every test.

Almaty, school ``alm`` (kk, ru), classes 7 «А» and 3 «Б»; Moscow, school ``msk`` (ru), class 7 «А».
Aigerim has a son in 7 «А» and a daughter in 3 «Б». Marat is the boy's father. Olga's child goes to
the school in Moscow. Nobody has heard of the outsider.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    Course,
    Group,
    Guardian,
    Guardianship,
    LeaderKind,
    Lesson,
    Relation,
    Role,
    School,
    SchoolYear,
    StaffMember,
    Student,
    WorkKind,
)
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import (
    link,
    make_account,
    make_group,
    make_guardian,
    make_guardianship,
    make_leader,
    make_staff,
    make_student,
)
from tests.factories.school import make_rules, make_school, make_subject, make_work_kinds, make_year

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


@dataclass(init=False)
class Cast:
    """Rows by the part they play. Accounts are linked; nobody has marks, absences or homework."""

    school: School
    year: SchoolYear
    other_school: School
    class_7a: Group
    class_3b: Group
    other_class: Group
    son: Student
    """Alikhan, 7 «А»."""
    daughter: Student
    """Amina, 3 «Б»."""
    classmate: Student
    """Dmitri, 7 «А»: another family."""
    other_student: Student
    """In Moscow."""
    mother: Guardian
    mother_of_son: Guardianship
    mother_of_daughter: Guardianship
    father: Guardian
    father_of_son: Guardianship
    other_mother: Guardian
    other_mother_of_student: Guardianship
    teacher: StaffMember
    """Teaches algebra in 7 «А»."""
    class_teacher: StaffMember
    """Leads 7 «А» and teaches Kazakh there."""
    curator: StaffMember
    """Curator of 7 «А»."""
    deputy_head: StaffMember
    administrator: StaffMember
    other_teacher: StaffMember
    """Teaches in Moscow."""
    algebra: Course
    kazakh: Course
    reading: Course
    """In 3 «Б», by the class teacher of 7 «А»."""
    other_algebra: Course
    lesson: Lesson
    """Algebra in 7 «А», Monday, first lesson (08:00–08:45 in Almaty)."""
    kazakh_lesson: Lesson
    """Monday, second lesson."""
    next_lesson: Lesson
    """Algebra on Tuesday, first lesson."""
    other_lesson: Lesson
    """Algebra in Moscow, Monday, first lesson."""
    kinds: dict[str, WorkKind]
    other_kinds: dict[str, WorkKind]
    mother_account: Account
    """Reads Kazakh; linked to both children."""
    father_account: Account
    student_account: Account
    other_mother_account: Account
    teacher_account: Account
    class_teacher_account: Account
    curator_account: Account
    administrator_account: Account


async def build_cast(session: AsyncSession) -> Cast:
    cast = Cast()
    await _schools(session, cast)
    await _families(session, cast)
    await _staff(session, cast)
    await _lessons(session, cast)
    await _accounts(session, cast)
    return cast


async def _schools(session: AsyncSession, cast: Cast) -> None:
    cast.school = await make_school(session, "alm", "Гимназия № 25", "Asia/Almaty", ["kk", "ru"])
    cast.other_school = await make_school(session, "msk", "Школа № 14", "Europe/Moscow", ["ru"])
    cast.year = await make_year(session, cast.school)
    other_year = await make_year(session, cast.other_school)
    cast.class_7a = await make_group(session, cast.year, "7 «А»", 7)
    cast.class_3b = await make_group(session, cast.year, "3 «Б»", 3)
    cast.other_class = await make_group(session, other_year, "7 «А»", 7)
    cast.kinds = await make_work_kinds(session, cast.school)
    cast.other_kinds = await make_work_kinds(session, cast.other_school)
    await make_rules(session, cast.school)
    await make_rules(session, cast.other_school)


async def _families(session: AsyncSession, cast: Cast) -> None:
    cast.son = await make_student(session, cast.class_7a, "Нұрланов Әлихан", date(2013, 3, 14))
    cast.daughter = await make_student(session, cast.class_3b, "Нұрланова Әмина", date(2017, 7, 2))
    cast.classmate = await make_student(session, cast.class_7a, "Соколов Дмитрий Олегович")
    cast.other_student = await make_student(session, cast.other_class, "Белова Вера Игоревна")
    cast.mother = await make_guardian(session, cast.school, "Нұрланова Айгерім Серікқызы")
    cast.father = await make_guardian(session, cast.school, "Нұрланов Марат")
    cast.other_mother = await make_guardian(session, cast.other_school, "Белова Ольга Петровна")
    cast.mother_of_son = await make_guardianship(session, cast.mother, cast.son)
    cast.mother_of_daughter = await make_guardianship(session, cast.mother, cast.daughter)
    cast.father_of_son = await make_guardianship(session, cast.father, cast.son, Relation.FATHER)
    cast.other_mother_of_student = await make_guardianship(session, cast.other_mother, cast.other_student)


async def _staff(session: AsyncSession, cast: Cast) -> None:
    school = cast.school
    cast.teacher = await make_staff(session, school, "Ким Елена Викторовна", Role.TEACHER)
    cast.class_teacher = await make_staff(session, school, "Оспанова Гүлнар Бекқызы", Role.TEACHER)
    cast.curator = await make_staff(session, school, "Ли Андрей Сергеевич", Role.TEACHER)
    cast.deputy_head = await make_staff(session, school, "Исаева Дина", Role.DEPUTY_HEAD)
    cast.administrator = await make_staff(session, school, "Рахимов Тимур", Role.ADMINISTRATOR)
    cast.other_teacher = await make_staff(session, cast.other_school, "Громов Пётр Ильич", Role.TEACHER)
    await make_leader(session, cast.class_7a, cast.class_teacher)
    await make_leader(session, cast.class_7a, cast.curator, LeaderKind.CURATOR)


async def _lessons(session: AsyncSession, cast: Cast) -> None:
    school = cast.school
    algebra = await make_subject(session, school, "Алгебра", kk="Алгебра", en="Algebra")
    kazakh = await make_subject(session, school, "Казахский язык", kk="Қазақ тілі", en="Kazakh")
    reading = await make_subject(session, school, "Чтение", kk="Оқу", en="Reading")
    other = await make_subject(session, cast.other_school, "Алгебра", en="Algebra")
    cast.algebra = await make_course(session, algebra, cast.class_7a, cast.teacher)
    cast.kazakh = await make_course(session, kazakh, cast.class_7a, cast.class_teacher)
    cast.reading = await make_course(session, reading, cast.class_3b, cast.class_teacher)
    cast.other_algebra = await make_course(session, other, cast.other_class, cast.other_teacher)
    cast.lesson = await make_lesson(session, cast.algebra, MONDAY, 1)
    cast.kazakh_lesson = await make_lesson(session, cast.kazakh, MONDAY, 2)
    cast.next_lesson = await make_lesson(session, cast.algebra, TUESDAY, 1)
    cast.other_lesson = await make_lesson(session, cast.other_algebra, MONDAY, 1, "Europe/Moscow")


async def _accounts(session: AsyncSession, cast: Cast) -> None:
    async def account(address: str, language: str, *people: Guardianship | Student | StaffMember) -> Account:
        made = await make_account(session, address, language)
        for person in people:
            await link(session, made, person)
        return made

    cast.mother_account = await account("101", "kk", cast.mother_of_son, cast.mother_of_daughter)
    cast.father_account = await account("102", "ru", cast.father_of_son)
    cast.student_account = await account("103", "ru", cast.son)
    cast.other_mother_account = await account("104", "ru", cast.other_mother_of_student)
    cast.teacher_account = await account("201", "ru", cast.teacher)
    cast.class_teacher_account = await account("202", "ru", cast.class_teacher)
    cast.curator_account = await account("203", "ru", cast.curator)
    cast.administrator_account = await account("204", "ru", cast.administrator)
