"""Every relation and every reason has words of its own."""

import pytest

from locales import LANGUAGES, words_in
from locales.people import reason_name, relation_name
from storage.models import ExcuseReason, Relation


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_its_own_words(language: str) -> None:
    words = words_in(language)
    assert len({relation_name(words, relation) for relation in Relation}) == len(Relation)
    assert len({reason_name(words, reason) for reason in ExcuseReason}) == len(ExcuseReason)
