"""The trail and the report of duties as other systems read them."""
