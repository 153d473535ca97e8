"""Explain as other systems ask it."""
