"""What is held: the store, its schema and its migrations."""

from kb.store.store import Store

__all__ = ["Store"]
