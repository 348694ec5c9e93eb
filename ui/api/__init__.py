"""The HTTP interface of ``yugwon serve``."""
