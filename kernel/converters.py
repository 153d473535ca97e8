"""Codes in addresses: any printable text, slashes included, stays one step of the path."""

from urllib.parse import unquote

from django.urls import register_converter

# A server undoes one quoting before it looks for steps, so what would split or climb is quoted twice.
UNSAFE = {"%": "%25", "/": "%2F", "\\": "%5C"}
# Codes that would be another address: a folder, or the page for a new one.
TAKEN = {".": "%2E", "..": "%2E%2E", "new": "%6Eew"}


class CodeConverter:
    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return unquote(value)

    def to_url(self, value: str) -> str:
        return TAKEN.get(value) or "".join(UNSAFE.get(char, char) for char in value)


register_converter(CodeConverter, "itemcode")
