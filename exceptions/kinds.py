"""What a kind of case is called. Each app names its own kinds in `apps.py`; the desk knows none."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kernel.plain import spoken

_labels: dict[str, str | Promise] = {}


def register_kinds(labels: dict[str, str | Promise]) -> None:
    """Add kinds with the words staff read."""
    _labels.update(labels)


def label_of(kind: str) -> str:
    """The words of a kind; of an unknown one its own, written plainly."""
    label = _labels.get(kind)
    return str(label) if label else _(spoken(kind))


def known_kinds() -> list[tuple[str, str]]:
    """Kinds and their words, for the filter, by word."""
    return sorted(((kind, str(label)) for kind, label in _labels.items()), key=lambda pair: pair[1])
