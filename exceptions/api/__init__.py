"""Cases as other systems read and work them."""
