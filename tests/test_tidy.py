"""Style as a test, with a ratchet: what is over a limit is listed here, and the list may only become shorter."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("service", "native", "tests", "loadtests")
SUFFIXES = (".py", ".pyi", ".pyx", ".pxd", ".h")
FILE_LINES = 300
FUNCTION_LINES = 50

# path -> lines; path:function -> lines. A number here may fall, and the entry goes once it is within the limit.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
NATIVE = ROOT / "native" / "marginline_native"
# A stage is a family of modules named alike (decode, decode_ranking); no stage knows another one.
STAGES = {"decode", "validate", "margin", "liquidation", "adl", "encode"}
RUNNERS = {"calculator", "evaluation", "ranking"}


def sources() -> list[Path]:
    found = (path for room in ROOMS for suffix in SUFFIXES for path in (ROOT / room).rglob(f"*{suffix}"))
    return sorted(path for path in found if not {"build", "v1", "__pycache__"} & set(path.relative_to(ROOT).parts))


def python_functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def cython_functions(path: Path) -> Iterator[tuple[str, int]]:
    """A function goes on until code stands no deeper than its first line; its heading ends with a colon."""
    lines = path.read_text().splitlines()
    for start, line in enumerate(lines):
        heading = re.match(r"( *)(?:cdef|cpdef|def|async def)\b[^=#\"]*?\b(\w+)\(", line)
        if not heading:
            continue
        last = start
        for number, later in enumerate(lines[start + 1 :], start + 1):
            if later.strip() and not later.startswith((heading[1] + " ", heading[1] + ")")):
                break
            last = number if later.strip() else last
        yield heading[2], last - start + 1


def c_functions(path: Path) -> Iterator[tuple[str, int]]:
    """In the header a body ends with a brace at the start of a line."""
    heading, start = "", 0
    for number, line in enumerate(path.read_text().splitlines()):
        if match := re.match(r"\w[^=;#]*\b(\w+)\([^;]*$", line):
            heading, start = match[1], number
        elif line == "}" and heading:
            yield heading, number - start + 1
            heading = ""


def functions(path: Path) -> Iterator[tuple[str, int]]:
    readers = {".py": python_functions, ".pyi": python_functions, ".h": c_functions}
    return readers.get(path.suffix, cython_functions)(path)


def cimports(path: Path) -> set[str]:
    """The modules of marginline_native whose C names this one sees."""
    text = path.read_text()
    named = re.findall(r"^\s*(?:from|cimport) +(?:marginline_native)?\.(\w+)", text, re.MULTILINE)
    listed = re.findall(r"^\s*from +(?:marginline_native|\.) +cimport +(.+)$", text, re.MULTILINE)
    return {*named, *(name.split(" as ")[0].strip(" ()") for names in listed for name in names.split(","))}


def imports(path: Path) -> set[str]:
    """Every module that this one may import, with and without the names taken from it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_no_file_is_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == LONG_FILES


def test_no_function_is_long() -> None:
    lengths = {f"{path.relative_to(ROOT)}:{name}": lines for path in sources() for name, lines in functions(path)}
    assert len(lengths) > 1
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == LONG_FUNCTIONS


def test_names_say_what_is_inside() -> None:
    assert [path for path in sources() if set(re.split(r"[_.]", path.name)) & FORBIDDEN_NAMES] == []


def family(module: str) -> str:
    return module.partition("_")[0]


@pytest.mark.parametrize("path", sorted(NATIVE.glob("*.p[xy][xd]")), ids=lambda path: path.name)
def test_stages_know_only_what_lies_below_them(path: Path) -> None:
    seen = cimports(path) - {path.stem}
    upward = {name for name in seen if family(name) in STAGES and family(name) != family(path.stem)}
    assert "calculator" not in seen
    assert upward == set() or path.stem in RUNNERS


def test_native_imports_nothing_of_the_service() -> None:
    outside = r"^\s*(?:from|import|cimport) +(marginline|google|grpc|litestar)\b"
    texts = {path.name: path.read_text() for path in NATIVE.glob("*.py*")}
    assert {name for name, text in texts.items() if re.search(outside, text, re.MULTILINE)} == set()


def test_the_service_enters_native_by_its_one_door() -> None:
    seen = {name for path in (ROOT / "service").rglob("*.py") for name in imports(path)}
    native = {name for name in seen if name.startswith("marginline_native")}
    assert all(name.startswith("marginline_native.calculator") for name in native - {"marginline_native"}), native


def test_nobody_imports_tests_and_loadtests_see_only_generated_code() -> None:
    tests = {path.stem for path in (ROOT / "tests").glob("*.py*")} | {"tests"}
    for path in (path for path in sources() if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts):
        seen = imports(path)
        assert not {name.split(".")[0] for name in seen} & tests, path
        if "loadtests" in path.relative_to(ROOT).parts:
            assert all(name.startswith("marginline.v1") for name in seen if name.startswith("marginline.")), path


def test_every_extension_module_is_built_into_the_wheel_and_has_a_stub() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["ext-modules"]
    modules = {path.stem for path in NATIVE.glob("*.pyx")}
    assert {module["name"] for module in settings} == {f"marginline_native.{name}" for name in modules}
    assert {path.stem for path in NATIVE.glob("*.pyi")} - {"__init__"} == modules


def makefile_targets() -> dict[str, list[str]]:
    """Target -> its recipe's lines."""
    blocks = re.findall(r"^([\w./-]+):(?!=)[^\n]*\n((?:\t[^\n]*\n?)*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return {name: recipe.splitlines() for name, recipe in blocks}


def test_makefile_targets_are_short() -> None:
    targets = makefile_targets()
    assert {"serve", "test", "build", "lint", "proto", "fuzz", "bench", "image"} <= set(targets)
    assert {name for name, recipe in targets.items() if len(recipe) > 3} == set()


def test_readme_is_short_and_its_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) < 200
    assert set(re.findall(r"\bmake ([a-z]+)\b", readme)) & set(makefile_targets()) >= {"serve", "test"}
    assert set(re.findall(r"(?:`|^\s*)make ([a-z]+)\b", readme, re.MULTILINE)) <= set(makefile_targets())


def test_no_registry_is_named() -> None:
    address = re.compile(r"index[-]url|https?://[a-z0-9.-]*(?:pypi|npmjs|debian|mirror)", re.IGNORECASE)
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    rooms = [path for room in (".ci", "requirements", "docs", "deploy", "proto") for path in (ROOT / room).rglob("*.*")]
    files = [path for path in (*top, *rooms, *(ROOT / ".ci").glob("*"), *sources()) if path.is_file()]
    assert {path.name for path in files if address.search(path.read_text(errors="replace"))} == set()
