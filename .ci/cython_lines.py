"""Line coverage of Cython: gcov counts the lines of the generated C, whose comments name the lines they came from.

usage: cython_lines.py FOLDER LEAST. FOLDER was built by `.ci/compile counted`, and the suite was run over it. A line
was run if any C made of it ran. Line tracing would say the same, but slows a stage down a thousandfold, and a test of
the limits takes millions of lines.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Above the C of each statement stands a comment: where it is from, then the lines around it.
ORIGIN = re.compile(r'\s*/\* "(?P<file>[^"]+\.p(?:yx|xd))":(?P<line>\d+)$')
# What follows these belongs to the function as a whole, not to the statement above.
OUTSIDE = ("/* function exit code */", "/* Python wrapper */", "/* #### Code section")
Line = tuple[str, int]


def counts(notes: Path) -> Iterator[dict[str, Any]]:
    """What gcov says of each file that went into one module."""
    command = ["gcov", "--json-format", "--stdout", str(notes)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for document in told.splitlines():
        yield from json.loads(document)["files"]


def origins(c_file: Path) -> dict[int, Line]:
    """Line of C -> line of Cython that it was made of."""
    found: dict[int, Line] = {}
    current: Line | None = None
    for number, text in enumerate(c_file.read_text().splitlines(), 1):
        if match := ORIGIN.match(text):
            current = Path(match["file"]).name, int(match["line"])
        elif text.strip().startswith(OUTSIDE):
            current = None
        if current:
            found[number] = current
    return found


def runs(folder: Path) -> dict[Line, int]:
    """Line of Cython, or of a header of ours -> how often it ran."""
    total: dict[Line, int] = defaultdict(int)
    for notes in sorted(folder.glob("*.gcno")):
        for file in counts(notes):
            path = Path(file["file"])
            if path.suffix == ".c":
                made_of = origins(folder / path.name)
            elif (folder / path.name).exists():
                made_of = {line["line_number"]: (path.name, line["line_number"]) for line in file["lines"]}
            else:
                continue  # a header of Python or of the machine
            for line in file["lines"]:
                if origin := made_of.get(line["line_number"]):
                    total[origin] += line["count"]
    return total


def main() -> None:
    """Prints what did not run, and fails below LEAST percent."""
    folder, least = Path(sys.argv[1]), float(sys.argv[2])
    lines = runs(folder)
    missed = sorted(line for line, count in lines.items() if not count)
    for name in sorted({name for name, _ in missed}):
        print(f"{name}: not run: {', '.join(str(number) for file, number in missed if file == name)}")
    percent = 100 * (1 - len(missed) / len(lines))
    print(f"Cython and its C headers: {len(lines)} lines, {len(missed)} not run, {percent:.1f} % covered")
    if percent < least:
        raise SystemExit(f"less than {least} %")


if __name__ == "__main__":
    main()
