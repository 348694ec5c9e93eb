"""The HTTP interface held against its own OpenAPI by schemathesis, as a program with a key uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis

# loaded on first use otherwise, while threads of the application compile: CPython 3.11 parses one
# text at a time (gh-106905)
import schemathesis.specs.openapi._hypothesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from kb.curation import accounts, tokens
from kb.curation.people import Role
from tests.web.serving import made_up_home
from ui.api import routes

EXAMPLES = 15
"""Requests made for each operation, the same ones every time."""
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    home = made_up_home(tmp_path_factory.mktemp("home"), access="accounts")
    accounts.add(home.store, "admin", [Role.ADMIN], by="test")
    key = tokens.make_key(home.store, "admin", "test", by="test")
    made = FastAPI(openapi_url="/api/openapi.json")
    routes.add(made, home)
    yield made, key
    home.close()


def test_keeps_to_what_it_describes(app: tuple[FastAPI, str]) -> None:
    made, key = app
    headers = {"Authorization": f"Bearer {key}"}
    described = schemathesis.openapi.from_asgi("/api/openapi.json", made, headers=headers)
    wrong: list[str] = []
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def probe(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            probe()
        except (Exception, BaseExceptionGroup) as e:
            wrong.append(f"{operation.label}: {_said(e)}")
    assert not wrong, "\n\n".join(wrong)
    assert tried > 20 * EXAMPLES / 2


def _said(e: BaseException) -> str:
    parts = e.exceptions if isinstance(e, BaseExceptionGroup) else (e,)
    return "\n".join(str(p)[:600] for p in parts)
