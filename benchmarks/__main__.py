"""``python -m benchmarks [--json FILE]``: every measurement, each against what it is compared with."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import orjson

from benchmarks import batch, bulk, hostile, outcomes, serving, signing, verifying
from benchmarks.measure import Line


def main() -> int:
    """Run all, print the table, write JSON when asked. Exit status 1 when a goal is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the lines to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as folder:
        os.environ.update(ENVIRONMENT="demo", VAR_DIR=folder, ARGON2_TIME_COST="1", ARGON2_MEMORY_KIB="8192")
        lines: list[Line] = []
        for part in (signing, verifying, hostile, batch, serving, outcomes):
            lines += part.lines()
        lines += bulk.all_lines()
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs; CPU time, medians")
    for line in lines:
        print(line.said())
    if arguments.json:
        arguments.json.write_bytes(orjson.dumps([line.as_dict() for line in lines], option=orjson.OPT_INDENT_2))
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
