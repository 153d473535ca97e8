import pytest
from cryptography.exceptions import InvalidTag

from accounts.secrets_at_rest import seal, unseal


def test_reads_what_was_sealed():
    assert unseal(seal("JBSWY3DP", purpose="a"), purpose="a") == "JBSWY3DP"


def test_never_seals_alike():
    assert seal("JBSWY3DP", purpose="a") != seal("JBSWY3DP", purpose="a")


def test_refuses_what_was_moved_to_another_use():
    with pytest.raises(InvalidTag):
        unseal(seal("JBSWY3DP", purpose="a"), purpose="b")


def test_refuses_another_key(settings):
    sealed = seal("JBSWY3DP", purpose="a")
    settings.FIELD_KEY = "another"

    with pytest.raises(InvalidTag):
        unseal(sealed, purpose="a")
