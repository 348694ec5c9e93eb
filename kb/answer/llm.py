"""The language model that may explain, through LlamaIndex: an OpenAI-compatible server or Ollama."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from kb.settings import Settings


class Model(Protocol):
    """A model that streams text."""

    def stream(self, system: str, prompt: str) -> Iterator[str]:
        """Pieces of the reply as they come. May raise anything when the connection breaks."""


class LlamaIndexModel:
    """A LlamaIndex chat model."""

    def __init__(self, llm: Any) -> None:
        self._llm = llm

    def stream(self, system: str, prompt: str) -> Iterator[str]:
        """Pieces of the reply as they come. Raises ConnectionError when it is not whole."""
        from llama_index.core.llms import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=prompt),
        ]
        finished = False
        for piece in self._llm.stream_chat(messages):
            finished = finished or _finished(piece.raw)
            if piece.delta:
                yield piece.delta
        if not finished:
            raise ConnectionError("the stream ended without a reason")


def _finished(raw: Any) -> bool:
    """Whether a piece says that the reply is whole: ``finish_reason``, or Ollama's ``done``."""
    if isinstance(raw, dict):
        return bool(raw.get("done") or raw.get("finish_reason"))
    choices = getattr(raw, "choices", None) or ()
    return bool(getattr(raw, "done", False)) or any(
        getattr(c, "finish_reason", None) for c in choices
    )


def open_model(settings: Settings) -> Model | None:
    """The model of the settings; None when it is off."""
    if settings.llm == "off":
        return None
    # Imported here: llama_index takes seconds, and most questions need no model.
    if settings.llm_kind == "ollama":
        from llama_index.llms.ollama import Ollama

        return LlamaIndexModel(
            Ollama(
                model=settings.llm,
                base_url=settings.llm_url.removesuffix("/v1"),
                request_timeout=settings.llm_timeout,
                temperature=0.0,
            )
        )
    from llama_index.llms.openai_like import OpenAILike

    return LlamaIndexModel(
        OpenAILike(
            model=settings.llm,
            api_base=settings.llm_url,
            api_key=settings.llm_key.get_secret_value() or "none",
            is_chat_model=True,
            timeout=settings.llm_timeout,
            max_retries=0,
            temperature=0.0,
        )
    )
