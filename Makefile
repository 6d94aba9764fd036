# Everything below makes its own environment in .venv first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export NO_MKDOCS_2_WARNING = 1

.PHONY: serve build offline pdf test fuzz mutants bench lab update translated reproducible check page outdated bundled clean

serve: $(READY)  ## both languages at http://127.0.0.1:8000/, rebuilt when a file changes
	$(BIN)/mkdocs serve

build: $(READY)  ## both languages into site/
	$(BIN)/mkdocs build --strict

offline: build  ## both languages as a zip to read from any folder, in downloads/
	$(BIN)/python tools/offline.py site downloads/classification-losses.zip

pdf: build  ## a handout of each language, in downloads/; it takes Chromium and a Chinese font
	$(BIN)/python tools/handout.py site downloads

test: $(READY)  ## everything that CI checks
	$(BIN)/pytest -rs -n auto --dist loadfile

fuzz: $(READY)  ## the comparisons with torch, with 50,000 random calls of each function
	$(BIN)/pytest -n auto --dist load --hypothesis-profile=fuzz tests/test_values.py tests/test_autograd.py tests/test_raises.py

mutants: $(READY)  ## how many small changes to snippets/ the tests notice
	rm -rf mutants && mkdir mutants
	OMP_NUM_THREADS=1 $(BIN)/mutmut run --max-children 2 >mutants/log || { tail -c 4000 mutants/log; false; }
	$(BIN)/python tools/mutants.py

bench: $(READY)  ## the speed of losses beside torch's, and how long building, rebuilding and testing take
	$(BIN)/python tools/bench_losses.py
	$(BIN)/python tools/bench.py

lab: $(READY)  ## the experiments with four times the seeds and twice the steps: figures and CSV in lab/
	$(BIN)/python -m snippets.experiments --seeds 20 --steps-factor 2 lab

reproducible: $(READY)  ## two builds at different places and times, compared byte by byte
	$(BIN)/python tools/reproducible.py

check: $(READY)  ## are the pages being edited, or PAGE=NAME, right in both languages?
	@$(BIN)/python tools/check.py $(PAGE)

page: $(READY)  ## NAME=…: make a new page in both languages
	@$(BIN)/python tools/page.py $(NAME)

outdated: $(READY)  ## which packages have newer releases, and what pages would print with them
	@$(BIN)/python tools/outdated.py

bundled: $(READY)  ## after an update of the theme: which npm packages it was made of (takes npm)
	@$(BIN)/python tools/bundled.py

update: $(READY)  ## rewrite the written outputs of all pages from what is computed
	$(BIN)/python tools/update.py $(PAGE)

translated: $(READY)  ## PAGE=docs/en/….md: say that it translates the present Chinese page
	$(BIN)/python tools/translated.py $(PAGE)

clean:
	rm -rf .venv .experiments site downloads mutants lab

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $(READY)
