"""Starts KetaChart from a checkout, and is where the packaged program begins."""

import gc

# While classes are made there is nothing to collect, and looking for it takes a tenth of the
# start; whoever has begun turns it on again.
gc.disable()

from ketachart.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
