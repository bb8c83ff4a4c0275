"""What a class is called a year later. Only ever a proposal: names are written by the school. Pure (R45)."""

import re

_LEADING = re.compile(r"\d+")
_AFTER_DASH = re.compile(r"(?<=[-–—])\d+")
LAST_GRADE = 11
LAST_COURSE = 4
"""After which a class or a college group is proposed to graduate."""


def next_name(name: str, grade: int | None = None) -> str:
    """``7 «А»`` → ``8 «А»``, ``10-б`` → ``11-б``. A group such as ``ИС-21`` carries its course behind the dash:
    in the second course it becomes ``ИС-31``, while a name that says otherwise (the year of entry) stays."""
    leading = _LEADING.match(name)
    if leading is not None:
        return f"{int(leading[0]) + 1}{name[leading.end() :]}"
    behind = _AFTER_DASH.search(name)
    course = "" if grade is None else str(grade)
    if behind is None or not course or not behind[0].startswith(course) or len(behind[0]) > 2:
        return name
    return f"{name[: behind.start()]}{grade_after(grade)}{behind[0][len(course) :]}{name[behind.end() :]}"


def next_subgroup_name(name: str, parent: str, next_parent: str) -> str:
    """A subgroup is called after its class: ``7 «А» англ. 1`` → ``8 «А» англ. 1``, wherever the class stands."""
    return name.replace(parent, next_parent, 1) if parent in name else name


def grade_after(grade: int | None) -> int | None:
    return None if grade is None else grade + 1


def is_last_grade(grade: int | None, *, is_college: bool) -> bool:
    """Whether a class is likely to graduate; that it does is for the school to say."""
    return grade is not None and grade >= (LAST_COURSE if is_college else LAST_GRADE)
