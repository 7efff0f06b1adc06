"""Lets `python -m ketachart` start the program."""

from ketachart.cli import main

if __name__ == "__main__":
    main()
