"""The errors that the project raises on purpose.

    YugwonError                 everything below; carries a Korean and an English line
    ├── BadInput                what the person gave cannot be used (exit 2)
    │   ├── UnknownProvision    no such instrument, article, ruling or reply is held
    │   ├── BadIdentifier       a string that is not an identifier of the project
    │   ├── BadDay              a date that is no date, or before the law existed
    │   └── BadSettings         an unknown or unusable setting
    ├── Refused                 a document that cannot be taken in, with the reason
    ├── DataFault               a file under ``corpora/`` or a stored row breaks its schema
    ├── Forbidden               the person may not do that
    ├── HomeUnusable            YUGWON_HOME is missing, locked, read-only or full
    └── IndexFault              the search index is absent, stale or of another model

Each message says which file or record, what is wrong and what to do.
"""

from __future__ import annotations

import errno


class YugwonError(Exception):
    """Base of all errors of the project; ``ko`` and ``en`` are one line each."""

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(f"{ko} / {en}")
        self.ko = ko
        self.en = en


class BadInput(YugwonError):
    """What the person gave cannot be used."""


class UnknownProvision(BadInput):
    """The instrument, provision, ruling or reply named is not held."""


class BadIdentifier(BadInput):
    """The string is not an identifier of the project."""


class BadDay(BadInput):
    """Not a calendar day, or a day before the law existed."""


class BadSettings(BadInput):
    """A setting is unknown or its value unusable."""


class Refused(YugwonError):
    """The document cannot be taken in; the message is the reason."""


class DataFault(YugwonError):
    """A data file or stored row breaks its schema."""


class Forbidden(YugwonError):
    """The person may not do that."""


class HomeUnusable(YugwonError):
    """The data directory cannot be used."""


class IndexFault(YugwonError):
    """The search index is absent, stale or was built by another model."""


def unwritten(failure: OSError) -> tuple[str, str]:
    """Why a file could not be written, in Korean and English.

    numpy says of a write that the disk cut short how much was written, without an error number.
    """
    short = failure.errno is None and "requested and" in str(failure)
    if short or failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return "디스크가 가득 찼습니다", "the disk is full"
    said = failure.strerror or str(failure)
    return said, said
