"""The arrows of the house: imports run only upstream, and what crosses a wall is what the design names."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"crawler": 0, "classifier": 1, "reports": 2, "xxgk": 3}
# What the later rooms may take of crawler; errors is the one exception tree.
CRAWLER_DOORS = {"config", "document", "archive", "errors"}
# Scrapy stays in these files, so that an archive is read, classified and judged without it.
SCRAPY_FILES = {"spider.py", "evidence.py", "settings.py", "run.py"}
NAMELESS = {"utils", "util", "helpers", "core", "base", "common", "misc"}


def _files():
    yield ROOT / "xxgk.py"
    for room in ("crawler", "classifier", "reports"):
        yield from sorted((ROOT / room).rglob("*.py"))


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module in ROOMS)


def _room(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_only_upstream(path):
    room = _room(path)
    for module in _imports(path):
        target = module.split(".")[0]
        if target in ROOMS and target != room:
            assert ROOMS[target] < ROOMS[room], f"{path} imports {module} from downstream"


@pytest.mark.parametrize("path", [p for p in _files() if _room(p) in ("classifier", "reports")], ids=lambda p: str(p.relative_to(ROOT)))
def test_later_rooms_take_of_crawler_only_its_doors(path):
    for module in _imports(path):
        if module.startswith("crawler."):
            assert module.split(".")[1] in CRAWLER_DOORS, f"{path} imports {module}"


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_scrapy_stays_in_its_few_files(path):
    if path.parent == ROOT / "crawler" and path.name in SCRAPY_FILES:
        return
    assert not any(module.split(".")[0] in ("scrapy", "twisted") for module in _imports(path))


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_what_it_is_for_and_has_a_name_of_its_own(path):
    assert path.stem not in NAMELESS
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or not path.read_bytes().strip()


def test_house_has_no_circles():
    graph = {}
    for path in _files():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        # Imports inside functions are late on purpose (start-up time); only the modules' own heads make circles.
        tree = ast.parse(path.read_text(encoding="utf-8"))
        heads = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        graph[name] = {target for node in heads for target in _targets(node)}
    seen, done = [], set()

    def visit(name):
        if name in seen:
            raise AssertionError(" → ".join([*seen[seen.index(name):], name]))
        if name in done or name not in graph:
            return
        seen.append(name)
        for target in sorted(graph[name]):
            visit(target)
        done.add(seen.pop())

    for name in sorted(graph):
        visit(name)


def _targets(node):
    """The modules that an import reaches: `from room import file` reaches the file, not the room's own __init__."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    base = ROOT.joinpath(*(node.module or "").split("."))
    return [f"{node.module}.{name.name}" if (base / f"{name.name}.py").exists() else node.module for name in node.names]
