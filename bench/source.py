"""What Python's own `ast` says about a repository: the truth that answers are held against.

Nothing here reads what sleepd knows: a fact that came from the code that answers would prove nothing. Where `ast` alone
can't be certain (a name that is defined twice, a call on a value of unknown class) there is no fact.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TEST = re.compile(r"(?:^|/)(?:tests?|testing|testutils?)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
_ASIDE = re.compile(
    r"(?:^|/)(?:docs?|examples?|scripts?|tools|benchmarks?|vendor|_vendor|extras|action)/|(?:^|/)setup\.py$"
)
_LONGEST = 1_500_000

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Defined(NamedTuple):
    """A function or class."""

    path: str
    qualname: str
    node: FunctionNode | ast.ClassDef
    owner: str
    """The qualname of the class directly around it; "" for none."""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.node.name


class Call(NamedTuple):
    """A call by name, `name(...)` or `before.name(...)`."""

    path: str
    line: int
    name: str
    before: str
    """The name before the dot; "" for none, "?" for anything else."""
    around: str
    """The innermost function around it; "" at the top of a file or in a class."""
    in_class: str
    """The innermost class around that; "" for none."""
    nested: bool
    """Whether it stands in the arguments of another call, or in a lambda or a decorator."""


class EnvironmentRead(NamedTuple):
    """`os.environ["KEY"]`, `os.environ.get("KEY")`, `os.getenv("KEY")` or `"KEY" in os.environ`."""

    key: str
    path: str
    line: int
    around: str


class Source:
    """All Python files of a work tree."""

    def __init__(self, root: str, paths: list[str]) -> None:
        """Parse the files at `paths` (from the root, with slashes); those that are no Python are left out."""
        self.defined: list[Defined] = []
        self.calls: list[Call] = []
        self.environment: list[EnvironmentRead] = []
        self.bound: set[str] = set()
        """Names that are bound by anything but a definition: assigned, a parameter, or imported under another name."""
        self.passed: dict[str, set[str]] = defaultdict(set)
        """Name -> the files in which it is used otherwise than called: such a use may be a call."""
        self.imported: dict[str, set[str]] = defaultdict(set)
        """Path -> the modules that it imports by name."""
        for path in paths:
            if tree := _parsed(Path(root, path)):
                _Reader(self, path).visit(tree)
        self.by_name: dict[str, list[Defined]] = defaultdict(list)
        self.by_qualname: dict[str, list[Defined]] = defaultdict(list)
        for item in self.defined:
            self.by_name[item.name].append(item)
            self.by_qualname[item.qualname].append(item)

    def only(self, name: str) -> Defined | None:
        """What alone in the repository has this name and is not bound otherwise."""
        found = self.by_name.get(name, [])
        return found[0] if len(found) == 1 and name not in self.bound and not hasattr(builtins, name) else None

    def subjects(self) -> Iterator[Defined]:
        """The functions and classes of the code itself that can be asked about by a name that means nothing else."""
        for item in self.defined:
            if is_code(item.path) and self.is_plain(item):
                yield item

    def is_plain(self, item: Defined) -> bool:
        """Whether its qualname says which it is: a name that there is once, or a member of a class of such a name."""
        if len(self.by_qualname[item.qualname]) > 1:
            return False
        if not item.owner:
            return "." not in item.qualname and len(self.by_name[item.name]) == 1
        return "." not in item.owner and len(self.by_name[item.owner]) == 1


def is_test(path: str) -> bool:
    """Whether a file is a test, by its path."""
    return bool(_TEST.search(path))


def is_code(path: str) -> bool:
    """Whether a file is what the repository is for: no test, example, document or tool."""
    return not is_test(path) and not _ASIDE.search(path)


def _parsed(file: Path) -> ast.Module | None:
    try:
        if file.is_symlink() or file.stat().st_size > _LONGEST:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


class _Reader(ast.NodeVisitor):
    """Reads one file."""

    def __init__(self, source: Source, path: str) -> None:
        self._source = source
        self._path = path
        self._names: list[str] = []
        self._functions: list[str] = []
        self._classes: list[str] = []
        self._owner = ""
        self._depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: FunctionNode) -> None:
        arguments = node.args
        everything = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        self._source.bound |= {argument.arg for argument in everything if argument}
        self._outside([*node.decorator_list, arguments, *([node.returns] if node.returns else [])])
        self._define(node)
        self._functions.append(".".join([*self._names, node.name]))
        self._inside(node, "")
        self._functions.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._outside([*node.decorator_list, *node.bases, *node.keywords])
        self._define(node)
        qualname = ".".join([*self._names, node.name])
        self._classes.append(qualname)
        functions, self._functions = self._functions, []
        self._inside(node, qualname)
        self._functions = functions
        self._classes.pop()

    def _define(self, node: FunctionNode | ast.ClassDef) -> None:
        self._source.defined.append(Defined(self._path, ".".join([*self._names, node.name]), node, self._owner))

    def _inside(self, node: FunctionNode | ast.ClassDef, owner: str) -> None:
        owner, self._owner = self._owner, owner
        depth, self._depth = self._depth, 0
        self._names.append(node.name)
        for child in node.body:
            self.visit(child)
        self._names.pop()
        self._owner, self._depth = owner, depth

    def _outside(self, nodes: list[ast.AST]) -> None:
        """What runs when the definition does, not when it is called."""
        self._depth += 1
        for node in nodes:
            self.visit(node)
        self._depth -= 1

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    def visit_Call(self, node: ast.Call) -> None:
        self._read_environment(node)
        name = _last(node.func)
        if name:
            before = ""
            if isinstance(node.func, ast.Attribute):
                before = node.func.value.id if isinstance(node.func.value, ast.Name) else "?"
            around = self._functions[-1] if self._functions else ""
            in_class = self._classes[-1] if self._classes else ""
            self._source.calls.append(
                Call(self._path, node.lineno, name, before, around, in_class, self._depth > 0)
            )  # fmt: skip
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
        elif not isinstance(node.func, ast.Name):
            self.visit(node.func)
        self._depth += 1
        for child in (*node.args, *node.keywords):
            self.visit(child)
        self._depth -= 1

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Load) and _is_environment(node.value):
            self._reads(node.slice, node.lineno)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        if any(_is_environment(other) for other in node.comparators):
            self._reads(node.left, node.lineno)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._source.bound.add(node.id)
        else:
            self._source.passed[node.id].add(self._path)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Store):
            self._source.bound.add(node.attr)
        else:
            self._source.passed[node.attr].add(self._path)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self._source.imported[self._path] |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._source.imported[self._path] |= {alias.asname or alias.name for alias in node.names}
        renamed = [alias for alias in node.names if alias.asname and alias.asname != alias.name]
        self._source.bound |= {name for alias in renamed for name in (alias.name, alias.asname) if name}

    def _read_environment(self, node: ast.Call) -> None:
        function = node.func
        if not node.args or not isinstance(function, ast.Attribute):
            return
        if (function.attr in ("get", "pop") and _is_environment(function.value)) or (
            function.attr == "getenv" and isinstance(function.value, ast.Name) and function.value.id == "os"
        ):
            self._reads(node.args[0], node.lineno)

    def _reads(self, key: ast.expr, line: int) -> None:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            around = self._functions[-1] if self._functions else ""
            self._source.environment.append(EnvironmentRead(key.value, self._path, line, around))


def _is_environment(node: ast.expr) -> bool:
    return _last(node) == "environ"


def _last(node: ast.AST) -> str:
    """The last part of a dotted name; "" for anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
