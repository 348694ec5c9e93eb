"""What a person is told where something fails, and what the log keeps."""

from __future__ import annotations

import errno
import logging

import pytest

from kb.errors import BadInput
from ui.failures import told

LOG = logging.getLogger("test")


def test_a_fault_of_the_program_is_logged_in_full_and_told_in_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        raise KeyError("secret-of-the-inside")
    except KeyError as e:
        known = told(e, LOG, "보일 수 없습니다", "cannot be shown")
    assert (known.ko, known.en) == ("보일 수 없습니다", "cannot be shown")
    assert "secret-of-the-inside" in caplog.text
    assert "Traceback" in caplog.text


def test_what_a_person_can_mend_is_told_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    own = BadInput("잘못된 입력", "bad input")
    assert told(own, LOG, "x", "x") is own
    full = told(OSError(errno.ENOSPC, "no space"), LOG, "x", "x")
    assert "디스크가 가득" in full.ko
    assert caplog.text == ""
