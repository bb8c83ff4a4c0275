"""What a table of refusals' sentences is."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from locales.words import Words

Facts = Mapping[str, Any]
Texts = Mapping[str, Callable[[Words, Facts], Markup]]
"""By the code of the refusal."""
