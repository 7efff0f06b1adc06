# Each target does all of its own set-up; see README.md.
#
#   make demo       the training clinic, its windows open and its clock running
#   make test       every test
#   make bench      every figure of speed, with a table and a plot; takes a good while.
#                   BENCH="--peers DIR" measures other programs too, installed there
#   make check      form, lint, types and imports
#   make trust      what clinics do to computers, done a few thousand times, and counted
#   make bundle     the program as one folder that needs no Python: build/dist/ketachart
#   make deb        the same as a Debian package, in build/; see packaging/BUILDING.md
#   make pictures   the pictures that README.md and the help show, drawn anew
#   make pictures-all FOLDER=DIR
#                   every window, panel and state: light, dark and dim, at 100 and 200 %
#
# DEMO="--speed 60", TEST="-k slots" and TRUST="crash --count 50" hand options on;
# FUZZER=1 lets make trust install a guided fuzzer, into a folder of its own;
# PYTHON=python3.12 chooses the Python.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
LOCKS := packaging/installer.lock requirements.lock pyproject.toml
READY := .venv/ready-$(shell cat $(LOCKS) | cksum | tr ' ' '-')

.PHONY: demo test bench check trust bundle deb pictures pictures-all set-up

demo: $(READY)
	@packaging/system_packages.sh run
	$(BIN)/python main.py demo $(DEMO)

test: $(READY)
	@packaging/system_packages.sh test
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n $(WORKERS) --dist loadfile $(TEST)

bench: $(READY)
	@packaging/system_packages.sh test
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks $(BENCH)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

trust: $(READY)
	@packaging/system_packages.sh test
	@test -z "$(FUZZER)" || $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --target .venv/fuzzer --require-hashes -r packaging/fuzzer.lock
	cd tests && PYTHONPATH=../.venv/fuzzer ../$(BIN)/python -m trust $(TRUST)

bundle: $(READY)
	@packaging/system_packages.sh test
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller packaging/ketachart.spec
	packaging/try_bundle.sh build/dist/ketachart build/pictures

deb: bundle
	packaging/deb/build.sh build/dist/ketachart build

pictures: $(READY)
	@packaging/system_packages.sh run
	$(BIN)/python packaging/pictures.py

pictures-all: $(READY)
	@test -n "$(FOLDER)" || { echo "Say where to: make pictures-all FOLDER=DIR" >&2; exit 1; }
	@packaging/system_packages.sh run
	$(BIN)/python packaging/pictures.py --all "$(FOLDER)"

set-up: $(READY)

# A changed lock gives the stamp another name, so that the next target sets up again.
$(READY):
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "KetaChart needs Python 3.11 or newer with venv (Debian: python3 and python3-venv); $(PYTHON) is not that." >&2; exit 1; }
	@rm -f .venv/ready-*
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r packaging/installer.lock
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes packaging/installer.lock requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
