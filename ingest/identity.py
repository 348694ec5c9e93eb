"""Ids of documents: made from content and place, so that the same input is recognised."""

from __future__ import annotations

import hashlib


def sha256(data: bytes) -> str:
    """Hash of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def document_id(kind: str, content: str, place: str = "") -> str:
    """``doc/<16 hex>`` of kind, content (or its hash) and place in the file."""
    key = "\x1f".join((kind, content, place))
    return "doc/" + hashlib.sha256(key.encode()).hexdigest()[:16]


def content_hash(text: str) -> str:
    """Short hash of a text, the number of an interpretation that has none of its own."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
