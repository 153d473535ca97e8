"""Counts for other systems."""
