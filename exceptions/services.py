"""Open and close cases."""
