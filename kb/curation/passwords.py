"""Passwords as argon2 hashes: a new one hashed, one that is given held against its hash (비밀번호)."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from kb.errors import BadInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_HASHING = BoundedSemaphore(2)
"""How many passwords are held against their hashes at once: each takes 64 MiB."""
SHORTEST = 10
"""Letters of the shortest password."""


def hashed(password: str) -> str:
    """The hash under which a new password is kept. Raises BadInput for one that will not do."""
    if len(password) < SHORTEST:
        raise BadInput(
            f"비밀번호는 {SHORTEST}자 이상이어야 합니다",
            f"a password has at least {SHORTEST} characters",
        )
    if len(password) > 1000:
        raise BadInput("비밀번호가 너무 깁니다", "the password is too long")
    return _hasher().hash(password)


def right(kept: str, password: str) -> bool:
    """Whether a password is that of a hash.

    Without a hash it is not, and that takes as long: an unknown name or a locked account shows no
    sooner than a wrong password.
    """
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    try:
        with _HASHING:
            _hasher().verify(kept or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(kept)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
