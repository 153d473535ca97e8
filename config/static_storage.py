"""Static files under names that carry their content's hash, compressed when they are collected."""

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The smallest size costs 40 s for the API documentation's 10 MB of script; this one costs 2 s.
QUALITY_OF_LARGE = 5
LARGE = 100_000


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        quality = QUALITY_OF_LARGE if len(data) > LARGE else 11
        compressed: bytes = brotli.compress(data, quality=quality)
        return compressed


class HashedAndCompressed(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **options: Any) -> Compressor:
        return QuickCompressor(**options)
