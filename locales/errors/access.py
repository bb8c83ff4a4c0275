"""What is said to who may not come in or do this."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "forbidden": lambda _, facts: _("This is not open to you. If it should be, ask the school."),
    "not_linked": lambda _, facts: _(
        "This chat is not linked to anybody yet. Send the code from the slip that the class teacher gave you."
    ),
    "person_has_left": lambda _, facts: _("{name} no longer works at the school.", name=facts["name"]),
    "login_link_spent": lambda _, facts: _(
        "This link has been used or is too old. Ask the bot for a new one: /login"
    ),
    "too_many_logins": lambda _, facts: _(
        "Too many wrong passwords. Wait {minutes} minutes or ask the bot for a link.",
        minutes=facts["minutes"],
    ),
    "wrong_password": lambda _, facts: _("The user name or the password is wrong."),
    "wrong_user_name": lambda _, facts: _("Choose a user name without spaces, at most 64 characters."),
    "user_name_taken": lambda _, facts: _("Somebody else has this user name. Choose another one."),
    "password_too_simple": lambda _, facts: _(
        "The password needs at least {shortest} characters and must not be the user name.",
        shortest=facts["shortest"],
    ),
    "sign_in_again": lambda _, facts: _("Sign out and in again first, then change the password."),
}
