"""What comes in as a file is cut off long before a disk is full; the doors have their own limits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Above what any door takes, so that a person who is a little over gets a sentence, not an error.
MOST_BYTES = 64 * 1024 * 1024


class CappedUpload(FileUploadHandler):
    """Refuses a request by the size it announces, or as soon as it has sent more than it may."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("The upload is larger than any file taken here.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            raise RequestDataTooBig("The upload is larger than any file taken here.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
