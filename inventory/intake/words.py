"""The codes of what waits, as people read them, and what to do about each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What is wrong, in few words; the event's own detail adds the facts.
TITLES: dict[str, Promise] = {
    "not_an_object": _("No event"),
    "unknown_field": _("Unknown field"),
    "field_not_allowed": _("Field not used here"),
    "bad_text": _("Text cannot be read"),
    "text_too_long": _("Text too long"),
    "key_missing": _("No key"),
    "type_missing": _("No type"),
    "unknown_type": _("Unknown type"),
    "sku_missing": _("No SKU"),
    "unknown_sku": _("Unknown SKU"),
    "location_missing": _("No location"),
    "unknown_location": _("Unknown location"),
    "to_location_missing": _("No destination"),
    "location_out_of_scope": _("Not the client's place"),
    "bad_quantity": _("Not a quantity"),
    "unknown_unit": _("Unknown unit"),
    "time_missing": _("No time"),
    "bad_time": _("Not a time"),
    "time_without_offset": _("Time without offset"),
    "occurred_in_future": _("In the future"),
    "unknown_state": _("Unknown state"),
    "end_not_allowed": _("State not allowed"),
    "direction_missing": _("No direction"),
    "bad_direction": _("Not a direction"),
    "reverses_missing": _("Names no event to undo"),
    "reverses_unknown": _("Early reversal"),
    "already_reversed": _("Reversed already"),
    "reversal_of_reversal": _("Reversal of a reversal"),
    "reversal_mismatch": _("Reversal does not fit"),
    "already_opened": _("Opened already"),
    "kit_has_no_stock": _("Kit has no stock"),
    "kit_without_recipe": _("Kit without recipe"),
    "bad_sequence": _("Not a sequence"),
    "bad_unit_cost": _("Not a cost"),
    "bad_attributes": _("Attributes are no object"),
    "not_owner": _("Another source owns it"),
    "conflict": _("Posted with other content"),
}

TO_DO: dict[str, Promise] = {
    "unknown_sku": _("Create the SKU, add the code to it as an identifier, or correct the code."),
    "unknown_location": _("Create the location, or correct its code."),
    "location_out_of_scope": _("Have the place added to the client, or correct the location."),
    "not_owner": _("Have the source stop sending it, or change who owns the type."),
    "reverses_unknown": _("Nothing: it is posted by itself as soon as the event arrives."),
    "already_opened": _("Have the source send a count; the opening of this state stands."),
    "already_reversed": _("Dismiss it: the event has been undone already."),
    "reversal_of_reversal": _("Have the source send the event again under a new key."),
    "reversal_mismatch": _("Leave out what differs from the event it undoes."),
    "kit_has_no_stock": _("Report the components instead."),
    "kit_without_recipe": _("Add a recipe that is valid at the event's time."),
    "unknown_unit": _("Add the unit to the SKU, or correct it."),
    "occurred_in_future": _(
        "Correct the source's clock; once the time has come it can be replayed."
    ),
    "key_missing": _("Give it a key that is unique within its source."),
    "conflict": _("Dismiss it, or give it a key of its own; the posted event stands."),
}


# Of one that was corrected and not tried since.
UNTRIED = _("Corrected, not tried yet")


def title_of(code: str) -> str:
    """What is wrong; of an unknown code its own words."""
    known = TITLES.get(code)
    return str(known) if known else code.replace("_", " ").capitalize()


def to_do_about(code: str) -> str:
    return str(TO_DO.get(code, _("Correct it below, then replay.")))


def codes() -> list[tuple[str, str]]:
    """Every code with its words, by word: for the filter."""
    return sorted(((code, str(title)) for code, title in TITLES.items()), key=lambda pair: pair[1])
