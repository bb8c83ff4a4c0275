"""The new year's classes with subgroups, leaders and teaching loads, after those of the past year (R39, R45)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.importing.vocabulary import group_key
from services.years.naming import grade_after, next_subgroup_name
from storage.models import Course, Group, GroupKind, GroupLeader, SchoolYear
from storage.queries import years as queries


@dataclass(slots=True)
class NewGroups:
    """What the new year has by now: classes by key, and what a student was in of the past year's subgroups."""

    classes: dict[str, Group] = field(default_factory=dict)
    became: dict[int, Group] = field(default_factory=dict)
    """By group of the past year, class or subgroup, the one it became."""
    of_student: dict[int, list[int]] = field(default_factory=dict)
    """By student, the past year's subgroups."""

    def subgroups_of(self, student_id: int, key: str) -> list[Group]:
        """The subgroups that a student keeps: those of the class that the student goes to."""
        kept = [self.became[old] for old in self.of_student.get(student_id, ()) if old in self.became]
        return [one for one in kept if one.parent_id == self.classes[key].id]


async def carry_groups(
    session: AsyncSession,
    former: SchoolYear,
    year: SchoolYear,
    names: Mapping[int, str],
    copied: Collection[int],
) -> NewGroups:
    """Make the groups that the new year lacks; one that an import brought is joined. ``names`` are by class of
    the past year, ``copied`` those whose teaching loads go along. Nothing of the past year is changed but who
    leads: till the day before the new one begins."""
    before = {one.id: one for one in await queries.groups_of_year(session, former.id)}
    there = {group_key(one.name): one for one in await queries.all_groups_of_year(session, year.id)}
    found = NewGroups({key: one for key, one in there.items() if one.kind in queries.CLASS_KINDS})
    for group_id, name in names.items():
        old = before[group_id]
        new = there.get(group_key(name)) or _after(old, year, name, None)
        await _keep(session, new)
        found.classes[group_key(name)] = found.became[group_id] = there[group_key(name)] = new
    for old in before.values():
        if old.kind is GroupKind.SUBGROUP and old.parent_id is not None and old.parent_id in names:
            await _subgroup(session, old, before[old.parent_id], year, there, found)
    for group_id, student in await queries.members_at_end(session, found.became, former.ends_on):
        if before[group_id].kind is GroupKind.SUBGROUP:
            found.of_student.setdefault(student.id, []).append(group_id)
    await _lead(session, former, year, found)
    loads = {old for old in found.became if old in copied or before[old].parent_id in copied}
    await _teach(session, {old: found.became[old] for old in loads})
    return found


async def _subgroup(
    session: AsyncSession,
    old: Group,
    parent: Group,
    year: SchoolYear,
    there: dict[str, Group],
    found: NewGroups,
) -> None:
    new_parent = found.became[parent.id]
    name = next_subgroup_name(old.name, parent.name, new_parent.name)
    new = there.get(group_key(name)) or _after(old, year, name, new_parent)
    await _keep(session, new)
    there[group_key(name)] = found.became[old.id] = new


def _after(old: Group, year: SchoolYear, name: str, parent: Group | None) -> Group:
    return Group(
        school_id=old.school_id,
        school_year_id=year.id,
        kind=old.kind,
        name=name,
        grade=grade_after(old.grade),
        parent_id=parent.id if parent else None,
        bell_schedule=old.bell_schedule,
    )


async def _keep(session: AsyncSession, group: Group) -> None:
    session.add(group)
    await session.flush()


async def _lead(session: AsyncSession, former: SchoolYear, year: SchoolYear, found: NewGroups) -> None:
    """Who led goes along, unless somebody leads the class of the new year already."""
    led = await queries.leader_kinds(session, [one.id for one in found.became.values()])
    for leader in await queries.leaders_at_end(session, found.became, former.ends_on):
        new = found.became[leader.group_id]
        leader.ends_on = year.starts_on - timedelta(days=1)
        if (new.id, leader.kind) not in led:
            session.add(
                GroupLeader(
                    school_id=leader.school_id,
                    group_id=new.id,
                    staff_id=leader.staff_id,
                    kind=leader.kind,
                    starts_on=year.starts_on,
                )
            )
    await session.flush()


async def _teach(session: AsyncSession, became: Mapping[int, Group]) -> None:
    """Same subject, same teacher; a subject that the class of the new year has already is left alone."""
    taught = {
        (one.group_id, one.subject_id)
        for one in await queries.courses_of_groups(session, [group.id for group in became.values()])
    }
    for course in await queries.courses_of_groups(session, became):
        new = became[course.group_id]
        if (new.id, course.subject_id) not in taught and course.teacher.left_on is None:
            session.add(
                Course(
                    school_id=course.school_id,
                    subject_id=course.subject_id,
                    group_id=new.id,
                    teacher_id=course.teacher_id,
                )
            )
    await session.flush()
