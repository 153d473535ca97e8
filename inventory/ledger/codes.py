"""The stable codes of what is not posted, and of what is posted but does not fit."""

# Rejected: code, and what to do about it. The answer's `detail` adds the facts.
REJECTED: dict[str, str] = {
    "not_an_object": "Send every event as an object with named fields.",
    "unknown_field": "Correct the field's name; free data belongs in attributes.",
    "field_not_allowed": "Leave out the field: this type does not use it.",
    "bad_text": "Send text in quotes, without null bytes or broken characters.",
    "text_too_long": "Shorten the text.",
    "key_missing": "Give every event a key that is unique within its source.",
    "type_missing": "Name the type of the event.",
    "unknown_type": "Use one of the types of the table.",
    "sku_missing": "Name the SKU by its code or one of its identifiers.",
    "unknown_sku": "Create the SKU or add the identifier to it, then replay.",
    "location_missing": "Name the location by its code.",
    "unknown_location": "Create the location, then replay.",
    "to_location_missing": "Name the location the goods travel to.",
    "location_out_of_scope": "Ask for the place to be added to the client's scope.",
    "bad_quantity": "Send a whole number from 1 to 1,000,000,000 (0 for count and snapshot only).",
    "unknown_unit": "Use the SKU's base unit or one of its conversions.",
    "time_missing": "Send occurred_at.",
    "bad_time": "Send occurred_at as ISO 8601, such as 2026-11-21T10:00:00Z.",
    "time_without_offset": "Add the offset to occurred_at, such as Z or +01:00.",
    "occurred_in_future": "Correct the source's clock.",
    "unknown_state": "Use one of the states of the stock.",
    "end_not_allowed": "Use one of the states the table allows for this type.",
    "direction_missing": "An adjustment needs a direction, in or out.",
    "bad_direction": "Use in or out.",
    "reverses_missing": "A reversal names the key of the event it undoes.",
    "reverses_unknown": "The event has not arrived yet; the reversal waits for it.",
    "already_reversed": "The event has been reversed already; nothing is left to undo.",
    "reversal_of_reversal": "Send the event again under a new key instead.",
    "reversal_mismatch": "A reversal undoes the whole event: leave out what differs from it.",
    "already_opened": "Send a count; the opening of this state stands.",
    "kit_has_no_stock": "Report the components; a kit has no stock of its own.",
    "kit_without_recipe": "Add a recipe that is valid at occurred_at, then replay.",
    "bad_sequence": "Send sequence as a whole number from 0, with or without stream.",
    "bad_unit_cost": "Send unit_cost as a decimal of at most four places, not negative.",
    "bad_attributes": "Send attributes as an object.",
}

# What of it a document of ours can still meet at the command door; the rest would be a bug of ours.
OF_DOCUMENTS = ("already_reversed", "kit_has_no_stock", "bad_quantity")

# Posted all the same: a fact has already happened. A command is refused instead.
NOTES: dict[str, str] = {
    "sku_not_active": "The SKU's lifecycle does not allow this.",
    "location_not_open": "The location's lifecycle does not allow this.",
    "to_location_not_open": "The lifecycle of the location it goes to does not allow this.",
    "reason_missing": "This type should carry a reason.",
    "other_network": "SKU and location belong to different networks.",
}


class Unfit(Exception):
    """One event cannot be posted; its neighbours can."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(detail)
