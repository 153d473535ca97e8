"""Who may do what in the catalogue, and when."""
