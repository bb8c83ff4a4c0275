"""The reminder that access codes are late, to who leads the class."""

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.codes import late_line
from handlers.screens.pages import one_line
from locales import Words
from locales.unbroken import group_name
from services.news.codes import CodesNews


def render(_: Words, news: CodesNews) -> Screen:
    """Which class, how many, and where the slips are printed."""
    lines = [
        _("{group}: access codes are late.", group=group_name(one_line(news.group.name))),
        late_line(_, news.waits) or Markup(),
        _("Print the slips on the class's page in the web form and hand them out: /login"),
    ]
    return Screen(Markup("\n").join(lines), silent=True)
