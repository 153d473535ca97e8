"""Reads of replenishment."""
