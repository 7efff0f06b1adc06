"""Starts KetaChart from a checkout, and is where the packaged program begins."""

from ketachart.cli import main

if __name__ == "__main__":
    main()
