import pytest

from kernel.plain import spoken


@pytest.mark.parametrize(
    ("name", "words"),
    [("below_zero", "Below zero"), ("sku_id", "SKU ID"), ("sku changed", "SKU changed"), ("", "")],
)
def test_names_of_code_read_as_words(name, words):
    assert spoken(name) == words
