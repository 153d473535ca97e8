"""Reads of counts for screens, the API and other rooms."""
