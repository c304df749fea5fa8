# Settings, all of them to be given from outside.
PYTHON ?= python3
VENV := .venv
SOURCES = $(wildcard finance/*.py) \
          setup.py
export RATES_API_KEY

.DEFAULT_GOAL := help
.PHONY: test lint \
        clean help

## Run the tests.
test: $(VENV)/done lint ; @echo ready
	$(PYTHON) -m pytest \
	    --workers $(JOBS)

	@echo "done: tests"

lint: $(SOURCES)
ifdef FIX
	ruff check --fix .
else
	ruff check .
endif

$(VENV)/done: requirements.txt
	$(PYTHON) -m venv $(VENV)
	touch $@

%.html: %.md
	pandoc $< > $@

# TODO: list the goals
clean help:
	rm -rf $(VENV) $${TMPDIR}

ifeq ($(CI),true)
all:: test
endif
