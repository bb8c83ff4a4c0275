"""Refusals of who may come in and do what."""

from services.errors.family import SchoolError


class Forbidden(SchoolError):
    """The person may not do this; nothing more is told (R20, R23)."""

    code = "forbidden"


class NotLinked(SchoolError):
    """The account is tied to nobody yet, or no longer."""

    code = "not_linked"


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
