"""Every error a user can cause: one sentence that says what is wrong, one that says what to do."""

from __future__ import annotations


class MobileKitError(Exception):
    """A problem in what the user gave us, not in the kit.

    The command line prints it as two lines and exits with code 2; a bug keeps its traceback.

    Attributes:
        message: one sentence, what is wrong, naming the file or value.
        remedy: one sentence, what to do about it.
    """

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}"
