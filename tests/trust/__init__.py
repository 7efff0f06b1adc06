"""What clinics do to computers, done to KetaChart again and again, and counted.

    make trust                        every proof with its full count
    make trust TRUST="crash --count 50"
    cd tests && python -m trust --short

A proof is a module of this folder, named in `trust.proofs.PROOFS`, that offers

    SHORT: int             how often it tries in an ordinary test run; that takes seconds
    FULL: int              how often in `make trust`
    NOT_TRIED: tuple[str, ...]
                           sentences: what of its promise can't be tried here (may be left out)
    def prove(count: int, drawer: Path) -> Iterator[Proof]

`prove` tries `count` times in an empty folder of its own and yields one `trust.proofs.Proof` for
each promise: what it is, how often it was tried, and a sentence for every time it was broken. It
never stops at a broken promise. Whatever chance decides comes from `trust.proofs.chance`, so that
the same count leads to the same tries. Each proof runs in a process of its own, with no thread and
no Qt application begun: it may fork, and it may make an application.

The ordinary tests (`test_proofs.py`) run every proof with its `SHORT`. The runner
(`python -m trust`) prints one line a promise, then a table, and writes the table as Markdown into
`build/trust.md`, or where `--table FILE` says. It ends with 1 where a promise was broken.
"""
