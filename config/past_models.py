"""Historical models have no transitions to look for."""

from typing import Any

from django.db.models import Field, Model
from django_fsm import FSMFieldMixin

HISTORICAL = "__fake__"  # the module Django gives the models it draws from migrations


def draw_past_models_plainly() -> None:
    """Let a status field of a model drawn from migrations be a plain field.

    Each would connect a receiver that every model drawn later asks: 75 migrations draw 15,000 models.
    """
    whole = FSMFieldMixin.contribute_to_class

    def contribute(self: Any, cls: type[Model], name: str, **options: Any) -> None:
        if cls.__module__ == HISTORICAL:
            Field.contribute_to_class(self, cls, name, **options)
        else:
            whole(self, cls, name, **options)

    FSMFieldMixin.contribute_to_class = contribute
