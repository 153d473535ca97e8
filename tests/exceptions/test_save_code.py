"""The words a case may be resolved with."""

import pytest

from exceptions.models import ResolutionCode
from exceptions.queue_policies import CodeContent
from exceptions.routing_errors import (
    CodeNotRetired,
    CodeRetired,
    CodeUnknown,
    KeyTaken,
    NameMissing,
    RulesNotAllowed,
    SettingChanged,
)
from exceptions.services.queues import restore_code, retire_code, save_code
from tests.factories import NOON
from tests.trail import audit_actions

pytestmark = pytest.mark.django_db


def save(actor, code=None, *, label="Till restarted", version=0, **content):
    return save_code(
        code_id=code.pk if code else None,
        key="till",
        content=CodeContent(label, **content),
        version=version,
        actor=actor,
        at=NOON,
    )


def test_makes_one_and_changes_its_words(ada):
    made = save(ada, kinds=["feed_late"], note_required=True)

    changed = save(ada, made, label="The till was restarted", version=1)

    assert (changed.key, changed.label, changed.version) == ("till", "The till was restarted", 2)
    assert audit_actions(made) == ["exceptions.code.made", "exceptions.code.changed"]


def test_retires_it_and_uses_it_again(ada):
    made = save(ada)
    who = {"code_id": made.pk, "actor": ada, "at": NOON}

    gone = retire_code(version=1, **who)
    with pytest.raises(CodeRetired):
        retire_code(version=2, **who)
    restore_code(version=2, **who)

    assert gone.retired_at == NOON
    assert ResolutionCode.objects.get(key="till").retired_at is None
    with pytest.raises(CodeNotRetired):
        restore_code(version=3, **who)


def test_refuses_what_it_must(ada, lena):
    made = save(ada)

    with pytest.raises(RulesNotAllowed):
        save(lena, made, version=1)
    with pytest.raises(NameMissing):
        save(ada, made, label=" ", version=1)
    with pytest.raises(SettingChanged):
        save(ada, made, version=7)
    with pytest.raises(KeyTaken):
        save(ada)
    made.pk = 0
    with pytest.raises(CodeUnknown):
        save(ada, made, version=1)
    assert audit_actions(ResolutionCode.objects.get(key="till")) == ["exceptions.code.made"]
