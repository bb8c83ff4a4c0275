"""Words for people's relations and for reasons, the same on every page."""

from markupsafe import Markup

from locales.words import Words
from storage.models import ExcuseReason, Relation


def relation_name(_: Words, relation: Relation) -> Markup:
    match relation:
        case Relation.MOTHER:
            return _("mother")
        case Relation.FATHER:
            return _("father")
        case Relation.GRANDPARENT:
            return _("grandparent")
        case Relation.GUARDIAN:
            return _("guardian")


def reason_name(_: Words, reason: ExcuseReason) -> Markup:
    match reason:
        case ExcuseReason.ILLNESS:
            return _("illness")
        case ExcuseReason.FAMILY:
            return _("family reasons")
        case ExcuseReason.SCHOOL_EVENT:
            return _("school event")
        case ExcuseReason.OTHER:
            return _("another reason")
