"""Guides in questions and answers (``Q … A …``): each pair is a published case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsers.casebook import Cover
from ingest.parsers.replies import OFFICE
from kb.errors import Refused
from kb.law.identifiers import InterpretationId
from kb.law.values import Document, Intake, Interpretation

_PAIR = re.compile(
    r"""(?: (?P<title> (?:[⑴-⒇]|\(\d{1,2}\)) \s [^?]{2,60}? ) \s+ )?
        (?<![A-Za-z]) Q \s+ (?P<question> .+? ) \s+
        (?<![A-Za-z&]) A \s+ (?P<answer> .+? )
        (?= \s+ (?:[⑴-⒇]|\(\d{1,2}\)) \s [^?]{2,60}? \s+ Q \s | \s+ (?<![A-Za-z]) Q \s
          | \s+ [Ⅰ-Ⅹ]\s | \s+ III\. | $ )
    """,
    re.VERBOSE | re.DOTALL,
)


def recognises(pages: Sequence[Sequence[str]]) -> bool:
    """Whether the pages are mostly questions and answers."""
    text = " ".join(x for page in pages for x in page)
    return len(re.findall(r"(?<![A-Za-z])Q\s", text)) > 10 and text.count("○ ") < 10


def parse(
    pages: Sequence[Sequence[str]], cover: Cover, label: str, sha: str, notes: Sequence[str]
) -> list[Intake]:
    """The guide's pairs, within their pages. Raises Refused when there is none."""
    text, starts = "", []
    for page in pages:
        if text:
            text += "\n"
        starts.append(len(text))
        text += _tidy(" ".join(re.sub(r"^(?:● )+\d{1,3}\s", "", x) for x in page))
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        raise Refused("질문과 답변을 찾지 못했습니다", "no questions and answers were found")
    found = references.find(text, references.ELECTION_ACT)
    document = Document(
        document_id("casebook", sha),
        "casebook",
        label,
        cover.title,
        text + "\n",
        sha,
        None,
        tuple(starts),
        cover.url,
        (*notes, f"질문·답변 {len(pairs)}건"),
    )
    interpretations = []
    for m in pairs:
        question, answer = m["question"].strip(), m["answer"].strip()
        reading = references.conclusion(answer, question)
        title = (m["title"] or question).strip()
        interpretations.append(
            Interpretation(
                InterpretationId(OFFICE, f"{document.id[4:10]}-{content_hash(question + answer)}"),
                "case",
                title if len(title) <= 60 else title[:59] + "…",
                question,
                answer,
                reading.conclusion,
                reading.conditions,
                references.provisions(c for c in found if m.start() <= c.start < m.end()),
                None,
                cover.day_from,
                cover.day_until,
                OFFICE,
                document=document.id,
                document_label=label,
                page=document.page_at(m.start("question")),
                start=m.start("question"),
                end=m.end("answer"),
                url=cover.url,
                parts=reading.parts,
            )
        )
    return [Intake(document, interpretations=tuple(interpretations), citations=tuple(found))]


def _tidy(text: str) -> str:
    """Without the spaces that the page's typesetting put before punctuation and inside numbers."""
    text = re.sub(r"\s+([.,?!)\]’”])", r"\1", text)
    text = re.sub(r"([(\[‘“])\s+", r"\1", text)
    text = re.sub(r"\s+·\s+", "·", text)
    return re.sub(r"(?<=\d) (?=(?:세|학년|년|월|일|만원|대|회|시|명)\b)", "", text)
