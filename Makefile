# Everything below makes its own environment in .venv first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# or properdocs, a fork that can take its place
GENERATOR ?= mkdocs
export GENERATOR
export NO_MKDOCS_2_WARNING = 1

.PHONY: help serve build offline pdf font test quick fuzz mutants bench lab reproducible check page update translated inventory record outdated bundled clean

help:  ## this list
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

serve: $(READY)  ## both languages at http://127.0.0.1:8000/, rebuilt when a file changes
	$(BIN)/$(GENERATOR) serve

page: $(READY)  ## NAME=…: make a new page in both languages
	@$(BIN)/python tools/page.py $(NAME)

update: $(READY)  ## [PAGE=…]: write what is computed into the sessions of all pages, or of these
	@$(BIN)/python tools/update.py $(PAGE)

check: $(READY)  ## [PAGE=…]: what is wrong with the pages being edited, or with these, in both languages
	@$(BIN)/python tools/check.py $(PAGE)

translated: $(READY)  ## PAGE=…: say that the English page translates the present Chinese one
	@$(BIN)/python tools/translated.py $(PAGE)

quick: $(READY)  ## is a formula in snippets/ wrong? Docstrings, closed forms and identities, in seconds
	$(BIN)/pytest -x -q snippets tests/test_formulas.py tests/test_identities.py

test: $(READY)  ## everything that CI checks
	$(BIN)/pytest -rs -n auto --dist loadfile

build: $(READY)  ## both languages into site/
	$(BIN)/$(GENERATOR) build --strict

offline: build  ## both languages as a zip to read from any folder, in downloads/
	$(BIN)/python tools/offline.py site downloads/classification-losses.zip

pdf: build  ## handouts of each language, of all pages and of the path for learners, in downloads/; they take Chromium and a Chinese font
	$(BIN)/python tools/handout.py site downloads

font: build  ## put the characters that formulas show into the math font (takes the network)
	$(BIN)/python tools/font.py

inventory: $(READY)  ## write the table of modules in CONTRIBUTING.md from their first lines
	@$(BIN)/python tools/inventory.py

lab: $(READY)  ## the experiments with four times the seeds and twice the steps: figures and CSV in lab/
	$(BIN)/python -m snippets.experiments --seeds 20 --steps-factor 2 lab

bench: $(READY)  ## the speed of losses beside torch's, and how long building, rebuilding and testing take
	$(BIN)/python tools/bench_losses.py
	$(BIN)/python tools/bench.py

fuzz: $(READY)  ## the comparisons with torch, with 50,000 random calls of each function
	$(BIN)/pytest -n auto --dist load --hypothesis-profile=fuzz tests/test_values.py tests/test_autograd.py tests/test_raises.py

mutants: $(READY)  ## how many small changes to snippets/ the tests notice
	rm -rf mutants && mkdir mutants
	OMP_NUM_THREADS=1 $(BIN)/mutmut run --max-children 2 >mutants/log || { tail -c 4000 mutants/log; false; }
	$(BIN)/python tools/mutants.py
	$(BIN)/python tools/rule_mutants.py

reproducible: $(READY)  ## two builds at different places and times, compared byte by byte
	$(BIN)/python tools/reproducible.py

record: $(READY)  ## WORLD=… [PAGE=…]: run sessions in another world (worlds.toml, or releases) and record its answers
	@$(BIN)/python tools/record.py "$(WORLD)" $(PAGE)

outdated: $(READY)  ## which packages have newer releases, and what pages would print with them
	@$(BIN)/python tools/outdated.py

bundled: $(READY)  ## after an update of the theme: which npm packages it was made of (takes npm)
	@$(BIN)/python tools/bundled.py

clean:  ## remove .venv and everything that the commands above made
	rm -rf .venv .experiments site downloads mutants lab

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '$(PYTHON) is no Python of 3.11 or later. Name one: make PYTHON=python3.12 …' >&2; false; }
	@$(PYTHON) -m venv .venv || \
	  { echo 'No environment could be made in .venv. On Debian and Ubuntu: apt-get install python3-venv' >&2; false; }
	@echo 'Installing the pinned packages into .venv: it takes some minutes, once.' >&2
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]' || \
	  { echo 'pip could not install what constraints.txt pins, as it says above. Once mended, run make again.' >&2; false; }
	@touch $(READY)
