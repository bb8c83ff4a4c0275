"""How an account is tied to a person: code, language, consent, birthday, link (R20–R22).

Every step returns an outcome instead of raising: a failed try must be written down, and an error
would undo that.
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, conversations, guessing
from services.accounts import Caller, revive
from services.calendar import school_day
from services.codes import hash_code, normalise, subject_of
from services.join_steps import (
    AskBirthday,
    AskConsent,
    AskLanguage,
    Linked,
    Lost,
    Outcome,
    Progress,
    Refused,
    Step,
    Stopped,
    Who,
    progress_of,
)
from storage.models import Account, Consent, Conversation, Door, Link
from storage.queries import codes as codes_queries
from storage.queries import joining as queries
from storage.queries import members
from storage.queries.codes import Invitation, Person

CONSENT_VERSION = "2026-11"
"""Named after the wording of ``handlers.screens.consent``; another wording is another version."""
CODE_FAILURES = 10
"""Wrong birth dates, over all accounts, after which a code ends: a found slip must not be guessed open."""


async def open_code(
    session: AsyncSession, *, caller: Caller, text: str, secret: bytes, now: datetime
) -> Outcome:
    """Begin to join with a code as it was typed or scanned."""
    revive(caller)
    language = caller.account.language if caller.account else None
    until = await _stopped_until(session, caller, now)
    if until is not None:
        return Stopped(language, until - now)
    code = normalise(text)
    found = await codes_queries.invitation(session, code_hash=hash_code(code, secret)) if code else None
    if found is not None and await _is_linked(session, caller.account, found.person):
        assert caller.account is not None
        return await _linked(session, found, caller.account, now, is_new=False)
    if found is None or not is_usable(found, now):
        return await _failed(session, caller, Refused(language), now)
    return await _advance(session, caller, Progress(found.code.id), now)


async def choose_language(
    session: AsyncSession, *, caller: Caller, conversation: Conversation | None, language: str, now: datetime
) -> Outcome:
    """The language to go on in. Chosen again, it asks for consent again: in words now understood."""
    progress = progress_of(conversation)
    if progress is None:
        return Lost()
    return await _advance(session, caller, replace(progress, language=language, consented_at=None), now)


async def give_consent(
    session: AsyncSession, *, caller: Caller, conversation: Conversation | None, now: datetime
) -> Outcome:
    """Consent to the words just shown; it counts only where they were (R22)."""
    progress = progress_of(conversation)
    if progress is None or conversation is None:
        return Lost()
    if conversation.step == Step.CONSENT:
        progress = replace(progress, consented_at=now.isoformat())
    return await _advance(session, caller, progress, now)


async def decline(session: AsyncSession, *, caller: Caller, conversation: Conversation | None) -> str | None:
    """End joining without a trace; the code can be used later. The language spoken so far."""
    progress = progress_of(conversation)
    if progress is None:
        return None
    await conversations.end(session, channel=caller.channel, address=caller.address)
    return progress.language


async def go_on(
    session: AsyncSession, *, caller: Caller, conversation: Conversation | None, now: datetime
) -> Outcome:
    """Ask again what was asked last."""
    progress = progress_of(conversation)
    return Lost() if progress is None else await _advance(session, caller, progress, now)


async def confirm_birthday(
    session: AsyncSession,
    *,
    caller: Caller,
    conversation: Conversation | None,
    birth_date: date,
    now: datetime,
) -> Outcome:
    """The child's birth date: what a stranger with a found slip doesn't know."""
    progress = progress_of(conversation)
    if progress is None or conversation is None or conversation.step != Step.BIRTHDAY:
        return Lost()
    until = await _stopped_until(session, caller, now)
    if until is not None:
        return Stopped(progress.language, until - now)
    found = await codes_queries.invitation(session, code_id=progress.code_id)
    if found is None or found.student is None or not is_usable(found, now):
        return await _over(session, caller, progress)
    if found.student.birth_date != birth_date:
        return await _wrong_birthday(session, caller, progress, found, now)
    return await _link(session, caller, progress, found, now)


def is_usable(found: Invitation, now: datetime) -> bool:
    """Whether the code may still tie somebody to its person: both must be in force."""
    code = found.code
    if code.used_at or code.revoked_at or code.expires_at <= now:
        return False
    if found.guardianship is not None and found.guardianship.revoked_at is not None:
        return False
    person = found.staff or found.student
    return person is not None and (person.left_on is None or person.left_on >= school_day(found.school, now))


async def _advance(session: AsyncSession, caller: Caller, progress: Progress, now: datetime) -> Outcome:
    """Ask what is still missing, or link. The code is looked at anew: it may have ended meanwhile."""
    found = await codes_queries.invitation(session, code_id=progress.code_id)
    if found is None or not is_usable(found, now):
        return await _over(session, caller, progress)
    language = progress.language or (caller.account.language if caller.account else None)
    progress = replace(progress, language=language)
    if language is None:
        await _wait_at(session, caller, Step.LANGUAGE, progress, now)
        return AskLanguage()
    if not progress.consented_at and not await _has_consented(session, caller.account, found.person):
        await _wait_at(session, caller, Step.CONSENT, progress, now)
        return AskConsent(language, found.school, who=_who(found))
    if found.student is not None:
        await _wait_at(session, caller, Step.BIRTHDAY, progress, now)
        return AskBirthday(language, found.student, is_self=found.guardianship is None)
    return await _link(session, caller, progress, found, now)


async def _link(
    session: AsyncSession, caller: Caller, progress: Progress, found: Invitation, now: datetime
) -> Outcome:
    if not await codes_queries.consume(session, found.code.id, now):
        return await _over(session, caller, progress)
    assert progress.language is not None
    account = caller.account
    if account is None:
        account = Account(
            channel=caller.channel, address=caller.address, language=progress.language, created_at=now
        )
        session.add(account)
        await session.flush()
    is_new = not await _is_linked(session, account, found.person)
    if is_new:
        session.add(_new_link(found, account, now))
    if progress.consented_at:
        session.add(_new_consent(found, account, progress))
    if found.student is not None:
        account.current_student_id = found.student.id
    await conversations.end(session, channel=caller.channel, address=caller.address)
    _note(session, "link", found, now)
    await session.flush()
    return await _linked(session, found, account, now, is_new=is_new)


def _who(found: Invitation) -> Who:
    if found.staff is not None:
        return Who.STAFF
    return Who.STUDENT if found.guardianship is None else Who.GUARDIAN


def _new_link(found: Invitation, account: Account, now: datetime) -> Link:
    return Link(
        school_id=found.school.id,
        account_id=account.id,
        linked_at=now,
        revoked_at=None,
        **found.person.columns,
    )


def _new_consent(found: Invitation, account: Account, progress: Progress) -> Consent:
    assert progress.consented_at is not None
    return Consent(
        school_id=found.school.id,
        account_id=account.id,
        version=CONSENT_VERSION,
        language=progress.language,
        given_at=datetime.fromisoformat(progress.consented_at),
        **found.person.columns,
    )


async def _linked(
    session: AsyncSession, found: Invitation, account: Account, now: datetime, *, is_new: bool
) -> Linked:
    groups = []
    if found.student is not None:
        groups = list(await members.classes_of(session, found.student.id, school_day(found.school, now)))
    return Linked(
        language=account.language,
        school=found.school,
        student=found.student,
        group=groups[0] if groups else None,
        guardian=found.guardian,
        relation=found.guardianship.relation if found.guardianship else None,
        staff=found.staff,
        is_new=is_new,
    )


async def _wrong_birthday(
    session: AsyncSession, caller: Caller, progress: Progress, found: Invitation, now: datetime
) -> Outcome:
    assert found.student is not None
    assert progress.language is not None
    found.code.failures += 1
    if found.code.failures >= CODE_FAILURES:
        found.code.revoked_at = now
        _note(session, "end_guessed_code", found, now)
        return await _failed(session, caller, await _over(session, caller, progress), now)
    again = AskBirthday(progress.language, found.student, is_self=found.guardianship is None, is_wrong=True)
    return await _failed(session, caller, again, now)


async def _failed(
    session: AsyncSession, caller: Caller, outcome: Refused | AskBirthday, now: datetime
) -> Outcome:
    until = await guessing.note_failure(session, channel=caller.channel, address=caller.address, now=now)
    return outcome if until is None else Stopped(outcome.language, until - now)


async def _over(session: AsyncSession, caller: Caller, progress: Progress) -> Refused:
    await conversations.end(session, channel=caller.channel, address=caller.address)
    return Refused(progress.language)


async def _wait_at(
    session: AsyncSession, caller: Caller, step: Step, progress: Progress, now: datetime
) -> None:
    await conversations.begin(
        session,
        channel=caller.channel,
        address=caller.address,
        step=step,
        facts=progress.facts,
        now=now,
    )


async def _stopped_until(session: AsyncSession, caller: Caller, now: datetime) -> datetime | None:
    return await guessing.stopped_until(session, channel=caller.channel, address=caller.address, now=now)


async def _is_linked(session: AsyncSession, account: Account | None, person: Person) -> bool:
    return account is not None and await queries.link_between(session, account.id, [person]) is not None


async def _has_consented(session: AsyncSession, account: Account | None, person: Person) -> bool:
    """Whether this account consented for this person already: a mother of two does so once."""
    if account is None:
        return False
    persons = [person]
    if person.guardianship_id is not None:
        persons = await queries.persons_of_guardian(session, person.guardianship_id)
    return await queries.has_consented(session, account.id, persons, CONSENT_VERSION)


def _note(session: AsyncSession, action: str, found: Invitation, now: datetime) -> None:
    kind, subject_id = subject_of(found.person)
    audit.record(
        session,
        audit.About(found.school.id, kind, subject_id),
        staff=None,
        action=action,
        now=now,
        door=Door.CHAT,
        code_id=found.code.id,
    )
