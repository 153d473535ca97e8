"""Pictures from outside: opened with care, turned upright, drawn anew without what hides in them."""

from __future__ import annotations

import io
import warnings
from typing import IO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from workbench import gs1

# A photo of today's phones has 12 to 50 million points; a bomb has billions in a few kilobytes.
MOST_POINTS = 60_000_000
# Bars are read well at this size, and ten times faster than at a photo's own.
READ_AT = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


class PictureFault(Exception):
    """The content is no picture that is read here; the text says why."""


def opened(content: IO[bytes]) -> Image.Image:
    """The picture, its head read and its size looked at, nothing decoded yet. Raises PictureFault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(content, formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureFault("it is no JPEG, PNG or WebP picture") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureFault("it has too many points") from None
    if picture.width * picture.height > MOST_POINTS:
        raise PictureFault("it has too many points")
    return picture


def redrawn(content: IO[bytes]) -> tuple[bytes, str]:
    """The same picture upright, without place, camera or anything else beside it, and its format."""
    picture = opened(content)
    kind = str(picture.format)
    upright = _loaded(picture)
    if kind == "JPEG" and upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
    out = io.BytesIO()
    fresh = Image.new(upright.mode, upright.size)
    fresh.paste(upright)
    if upright.mode == "P":
        fresh = upright.convert("RGBA")
    fresh.save(out, format=kind, quality=QUALITY)
    return out.getvalue(), kind


def small(content: IO[bytes], side: int = 88) -> bytes:
    """A square of the middle, for a list."""
    picture = opened(content)
    picture.draft("RGB", (side * 2, side * 2))
    square = ImageOps.fit(_loaded(picture).convert("RGB"), (side, side))
    out = io.BytesIO()
    square.save(out, format="WEBP", quality=70)
    return out.getvalue()


def code_in(content: IO[bytes]) -> str:
    """The barcode in a photo; "" when none is found. Raises PictureFault."""
    picture = opened(content)
    picture.draft("L", (READ_AT, READ_AT))
    grey = _loaded(picture).convert("L")
    grey.thumbnail((READ_AT, READ_AT))
    found = zxingcpp.read_barcode(grey)
    return gs1.plain(found.text) if found else ""


def _loaded(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture) or picture
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise PictureFault("it is broken") from None
