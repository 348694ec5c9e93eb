# make demo    install, answer a question on the starter corpus, open the page
# make test    everything that a user relies on
# make check   lint, types, data checkers, house rules (under a minute)
# make bench   speed, memory and quality, beside a plain LlamaIndex pipeline
# make load    50 people at once and 5 browsers for 10 minutes: seconds, errors, memory
# make faults  kill -9 of server, ingest, database and Chroma at 30 random moments each, full disk …
# make fuzz    hostile input against readers and parsers, 2,000 examples each, then guided by coverage

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= hwp hwpx hwpml docx xlsx pdf html text as-statute as-ruling as-casebook as-reply \
	as-circular as-press as-amendment law-xml table statute ruling articles version-list \
	casebook-marked casebook-paged any
DEMO_HOME ?= $(CURDIR)/out/demo
QUESTION ?= 예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: install system demo test check bench load faults fuzz clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,postgres]'
	touch $@

# The browser for the tests, a Korean font for screenshots and PDF exports, and what the tests of
# running need beside it: a database server and a clock that can be set back.
system:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/share/fonts/truetype/nanum/NanumGothic.ttf >/dev/null 2>&1 || missing="$$missing fonts-nanum"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	command -v faketime >/dev/null || missing="$$missing faketime"; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; \
	fi

demo: install
	YUGWON_HOME=$(DEMO_HOME) $(BIN)/yugwon ask "$(QUESTION)"
	@echo "페이지 / page: http://127.0.0.1:7860 (Ctrl-C ends it)"
	YUGWON_HOME=$(DEMO_HOME) $(BIN)/yugwon serve

test: install system
	$(BIN)/python -m pytest tests -n 2 --dist loadfile

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m corpora
	$(BIN)/python -m pytest tests/house

bench: install
	$(BIN)/python -m evals.bench

load: install system
	$(BIN)/python -m evals.load $(LOAD)

faults: install system
	FAULT_ROUNDS=30 $(BIN)/python -m pytest -rP tests/running/test_killed.py tests/running/test_damaged.py

fuzz: install
	$(BIN)/python -m pytest tests/ingest -k fuzz --hypothesis-profile=long
	$(BIN)/python -m pip install --quiet --constraint constraints.txt 'atheris>=3' || \
		echo "atheris: no wheel for this Python here; the runs guided by coverage are left out"
	mkdir -p out/fuzz
	! $(BIN)/python -c 'import atheris' 2>/dev/null || for target in $(FUZZ_TARGETS); do \
		echo "== $$target"; \
		$(BIN)/python -m tests.ingest.atheris_targets $$target -max_total_time=$(FUZZ_SECONDS) \
			-artifact_prefix=out/fuzz/$$target- || exit 1; \
	done

clean:
	rm -rf out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
