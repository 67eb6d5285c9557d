PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements-dev.lock
PEERS := .venv-bench
TYPED := app.py bench bot cards dialogs local reports safeguarding store teams tests
PEERS_LOCK := requirements-bench.lock
MUTANTS := .venv-mutants
MUTANTS_LOCK := requirements-mutants.lock
LOCKS := requirements.lock $(LOCK) $(PEERS_LOCK) $(MUTANTS_LOCK)

# Many tests start a bot as a process, which would compile the project each time.
export PYTHONDONTWRITEBYTECODE :=

# uv takes a fraction of pip's time, and pip fetches it where it is not at hand. It does not know where pip is set to look,
# so it is told; where it can't get what is wanted all the same, pip does.
define INSTALL
sed -n '/^uv==/,/[^\\]$$/p' $(LOCK) > $(1)/uv.lock; \
index=$${PIP_INDEX_URL:-$$($(1)/python -m pip config get global.index-url 2> /dev/null)}; \
uv=$$(command -v uv) || { $(1)/python -m pip install --disable-pip-version-check --require-hashes -r $(1)/uv.lock && uv=$(1)/uv; }; \
env $${index:+UV_DEFAULT_INDEX=$$index} $${uv:-false} pip install --python $(1)/python --require-hashes -r $(2) \
|| $(1)/python -m pip install --disable-pip-version-check --require-hashes -r $(2)
endef

.PHONY: setup run test quick soak lint audit hooks bench mutants package pictures lock clean

$(VENV)/ready: $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing what $(LOCK) names, each checked by its hash"
	@$(call INSTALL,$(BIN),$(LOCK))
	@# Compiled here, the first start is quick, and warns of nothing in what others have written.
	@$(BIN)/python -W ignore -c "import bot.runtime.program"
	@touch $@

setup: $(VENV)/ready  ## make the environment from the lock file

run: setup  ## the bot and the local Teams client; Ctrl-C stops both
	@$(BIN)/python -m local.run

soak: setup  ## the long tests, by a luck drawn anew each time; SEED=... repeats one
	$(BIN)/python -m pytest -n 2 -m 'soak or hypothesis or sampled' --randomly-seed=$(LUCK) --hypothesis-seed=$(LUCK)

LUCK := $(or $(SEED),$(shell date +%s))

test: setup  ## every test but the long runs of make soak
	$(BIN)/python -m pytest -n 3

quick: setup  ## style, types, and the tests of what has changed, by imports; ALL=1: the pure packages whole
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports > /dev/null || { $(BIN)/lint-imports; exit 1; }
	@$(BIN)/mypy $(TYPED) & types=$$!; $(BIN)/python -m tests.quick $(if $(ALL),--all); tests=$$?; wait $$types && exit $$tests

lint: setup  ## style, types, which package may import which, secrets, and known weaknesses of what is installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	git ls-files -z -- ':!*.lock' ':!*package-lock.json' | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline
	@$(MAKE) --no-print-directory audit

# NO_ADVISORIES=1 is for places from which no advisory can be had: it says that nothing was looked up.
audit: setup  ## known weaknesses of all that the lock files name
ifdef NO_ADVISORIES
	@printf '%s\n' '' '*** NOTHING WAS LOOKED UP: NO_ADVISORIES is set. ***' '*** Run "make audit" where pypi.org can be reached. ***' '' >&2
else
	@for lock in $(LOCKS); do echo "$$lock"; $(BIN)/pip-audit --strict --requirement $$lock --disable-pip --progress-spinner off || exit 1; done
endif

hooks: setup  ## style and secrets are looked at before each commit
	$(BIN)/pre-commit install

$(PEERS)/ready: $(PEERS_LOCK) | setup
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(PEERS_LOCK)
	@touch $@

bench: setup $(PEERS)/ready  ## turns a second beside the stock SDKs, some twenty minutes; make bench QUICK=1 for a short form
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

$(MUTANTS)/ready: $(MUTANTS_LOCK) | setup
	$(PYTHON) -m venv $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(MUTANTS_LOCK)
	@touch $@

mutants: setup $(MUTANTS)/ready  ## small faults put into copies of the policy, for the tests to find; SAMPLE=..., SEED=..., ONLY=safeguarding/case
	@$(MUTANTS)/bin/python -m tests.mutants --python $(abspath $(BIN)/python) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

package: setup  ## the Teams app package, build/cscp-review-bot.zip: make package APP_ID=...
	@$(BIN)/python -m teams.package $(if $(APP_ID),--app-id $(APP_ID))

pictures: setup  ## the pictures of README and docs/guide.md, from the browser tests
	PICTURES=1 $(BIN)/python -m pytest -q -m "soak or not soak" --ignore=tests/browser/test_several_bots_in_the_browser.py tests/browser
	cp screenshots/question-card.png screenshots/sign-off-card.png screenshots/case-in-review-card.png docs/
	cp screenshots/conflict-card.png screenshots/decision-card.png docs/

lock: setup  ## resolve the lock files anew
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --all-extras pyproject.toml -o $(LOCK)
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group bench --constraints requirements.lock -o $(PEERS_LOCK)
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group mutants -o $(MUTANTS_LOCK)

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

clean:  ## remove the environments
	rm -rf $(VENV) $(PEERS) $(MUTANTS)
