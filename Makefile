# make demo and make test do all the set-up; they only serve people who build the program.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench clean

demo: $(VENV)/ready
	@$(BIN)/xxgk demo -o demo

test: $(VENV)/ready $(VENV)/ocr
	@$(BIN)/python -m pytest -s

bench: $(VENV)/bench
	@$(BIN)/python -m benchmarks

$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "xxgk needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# 125 MB of wheels that only OCR needs: the demo goes without, and where they cannot be had their tests are skipped.
$(VENV)/ocr: $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[ocr]' && touch $@ || echo 'xxgk[ocr] could not be installed: its tests are skipped'

$(VENV)/bench: $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) demo build *.egg-info
