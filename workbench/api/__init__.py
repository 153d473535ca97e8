"""What every list of the API shares: filters of the screen, limit, cursor, problems."""
