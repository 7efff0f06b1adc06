#!/bin/sh
# Prints the newest version of the C library that anything in a folder asks for.
set -eu
find "$1" -type f \( -name '*.so*' -o -name ketachart \) -exec objdump -T {} + 2>/dev/null |
  grep -o 'GLIBC_2\.[0-9]*' | sort -u -V | tail -n 1 | sed 's/GLIBC_//'
