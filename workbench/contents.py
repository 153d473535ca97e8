"""What a file is, by its content; its name must say the same."""

from __future__ import annotations

import zipfile
from typing import IO, Any

from django.core.files import File

from workbench.errors import FileKindRefused, FileLies
from workbench.pictures import PictureFault, opened, redrawn

HEAD = 4096
# What content may be called.
NAMES: dict[str, tuple[str, ...]] = {
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "PDF": ("pdf",),
    "XLSX": ("xlsx",),
    "DOCX": ("docx",),
    "text": ("txt", "csv", "log", "md"),
}
PICTURES = frozenset({"JPEG", "PNG", "WEBP"})
OFFICE = {"xl/workbook.xml": "XLSX", "word/document.xml": "DOCX"}
# Text that a browser would run, whatever it is called.
ACTIVE = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"#!")


def kind_of_content(content: File[bytes], name: str) -> str:
    """What the content is.

    Refuses, in this order: FileKindRefused, FileLies.
    """
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    kind = _kind(content, head)
    content.seek(0)
    if not kind:
        raise FileKindRefused(found="of a kind that is not taken")
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix not in NAMES[kind]:
        raise FileLies(name=name, found=kind)
    return kind


def redrawn_if_picture(content: File[bytes], kind: str) -> bytes | None:
    """A picture drawn anew, without what hides in it; None for everything else.

    Refuses FileKindRefused.
    """
    if kind not in PICTURES:
        return None
    try:
        return redrawn(_stream(content))[0]
    except PictureFault as fault:
        raise FileKindRefused(found=f"a picture that cannot be read, {fault}") from None


def _kind(content: File[bytes], head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "PDF"
    if head.startswith(b"PK\x03\x04"):
        return _office(content)
    try:
        return str(opened(_stream(content)).format)
    except PictureFault:
        return _text(head)


def _office(content: File[bytes]) -> str:
    try:
        with zipfile.ZipFile(_stream(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    macros = any(name.endswith("vbaProject.bin") for name in names)
    return "" if macros else next((OFFICE[name] for name in OFFICE if name in names), "")


def _text(head: bytes) -> str:
    """The first lines are text, and none that a browser would run."""
    if b"\x00" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(ACTIVE):
        return ""
    try:
        head[:-3].decode() if len(head) == HEAD else head.decode()
    except UnicodeDecodeError:
        return ""
    return "text"


def _stream(content: File[bytes]) -> IO[Any]:
    content.seek(0)
    stream: IO[Any] = content.file or content
    return stream
