"""The clinic's rules: pure values and functions, standard library only.

Nothing here reads a clock, a file, a database or a network, and no binary
floating-point number appears: amounts are `Decimal`, ratios are `Fraction`.
"""
