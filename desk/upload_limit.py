"""Uploads that are read only as far as they may be long: what comes after is counted and thrown away."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest


class LimitedUpload(FileUploadHandler):
    """Keeps at most `most` bytes of a file in memory; the size it reports is that of the whole file."""

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most, self.kept, self.counted = most, io.BytesIO(), 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept, self.counted = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.counted += len(raw_data)
        if self.kept.tell() < self.most:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name or "",
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=self.counted,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


class LimitedFile(TemporaryFileUploadHandler):
    """Writes at most `most` bytes of a file to the disk; the size it reports is that of the whole file."""

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most, self.counted = most, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.counted = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.counted += len(raw_data)
        if self.counted <= self.most:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> TemporaryUploadedFile:
        self.file.seek(0)
        self.file.size = self.counted
        return self.file
