"""Answers to questions of law: same case, same answer, with its sources."""

from kb.answer.opening import open_answerer
from kb.answer.record import AnswerRecord

__all__ = ["AnswerRecord", "open_answerer"]
