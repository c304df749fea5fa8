"""The facts that questions are made from: what `ast` and `git log` say, where nothing makes it ambiguous."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from ..indexers import git
from ..indexers.history import pull_request
from .question import Fact
from .source import Call, Defined, FunctionNode, Source, is_code, is_test

MOST = 4
"""So many names at most make an answer that fits in a sentence."""
_LONGEST_VALUE = 40
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINES = re.compile(rb"^([+-])\s*(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_FILE = b"\ndiff --git "


def facts(source: Source, repository: git.Repository | None) -> Iterator[Fact]:
    """All of them, in the order of the files."""
    yield from _defaults(source)
    yield from _raised(source)
    yield from _called(source)
    yield from _overridden(source)
    yield from _environment(source)
    yield from _order(source)
    if repository:
        yield from _added(source, repository)


def _functions(source: Source) -> Iterator[tuple[Defined, FunctionNode]]:
    for item in source.subjects():
        if isinstance(item.node, _FUNCTIONS) and not item.name.startswith("__"):
            yield item, item.node


def _fact(kind: str, item: Defined, truth: tuple[tuple[str, ...], ...], neutral: tuple[str, ...] = (),
          detail: str = "") -> Fact:  # fmt: skip
    return Fact(kind, item.qualname, item.path, item.node.lineno, truth, neutral, detail)


def _defaults(source: Source) -> Iterator[Fact]:
    for item, node in _functions(source):
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for argument, value in pairs:
            if value is not None and isinstance(value, (ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp, ast.Tuple)):
                written = ast.unparse(value)
                if len(written) <= _LONGEST_VALUE and written != "...":
                    yield _fact("default", item, ((written,),), detail=argument.arg)


def _raised(source: Source) -> Iterator[Fact]:
    for item, node in _functions(source):
        names = [_raised_by(statement) for statement in own_nodes(node) if isinstance(statement, ast.Raise)]
        found = dict.fromkeys(name for name in names if name)
        if found and all(names) and len(found) <= MOST:
            yield _fact("raises", item, tuple((name,) for name in found))


def _raised_by(node: ast.Raise) -> str:
    """The name of the error; "" when an error is raised that a variable holds."""
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    name = raised.attr if isinstance(raised, ast.Attribute) else raised.id if isinstance(raised, ast.Name) else ""
    return name if name[:1].isupper() else ""


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All that a function runs itself, in the order of the text: nothing of the functions and classes in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            yield child
            yield from own_nodes(child)


def _called(source: Source) -> Iterator[Fact]:
    """Who calls what, and which tests do, where every call of the name is known to mean it."""
    calls = defaultdict(list)
    for call in source.calls:
        calls[call.name].append(call)
    for item, _ in _functions(source):
        found = calls[item.name]
        if source.only(item.name) is not item or not found or not all(_means(source, call, item) for call in found):
            continue
        if any(not call.around or call.around == item.qualname for call in found):
            continue
        code = {call.around for call in found if is_code(call.path)}
        tests = {call.around for call in found if is_test(call.path)}
        aside = any(not is_code(call.path) and not is_test(call.path) for call in found)
        if 0 < len(code) <= MOST and not aside:
            yield _fact("callers", item, _names(code), tuple(sorted(tests)))
        passed = any(map(is_test, source.passed[item.name]))
        if 0 < len(tests) <= MOST and not passed and all(_own(name).startswith("test") for name in tests):
            yield _fact("tests", item, _names(tests), tuple(sorted(code)))


def _means(source: Source, call: Call, item: Defined) -> bool:
    """Whether a call of an item's name can only mean it: a function by its name or its module, a method on `self`."""
    if item.owner:
        return call.before == "self" and bool(call.in_class) and _is_below(source, call.in_class, item.owner)
    return not call.before or (call.before in source.imported[call.path] and call.before not in source.bound)


def _is_below(source: Source, qualname: str, ancestor: str) -> bool:
    seen: set[str] = set()
    waiting = [qualname]
    while waiting:
        name = waiting.pop()
        if name == ancestor:
            return True
        for item in source.by_qualname.get(name, []):
            if isinstance(item.node, ast.ClassDef) and name not in seen:
                waiting += [_own(ast.unparse(base)) for base in item.node.bases]
        seen.add(name)
    return False


def _names(qualnames: set[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((name,) for name in sorted(qualnames))


def _own(qualname: str) -> str:
    return qualname.rpartition(".")[2]


def _overridden(source: Source) -> Iterator[Fact]:
    """What overrides what, among classes whose names there are once."""
    classes = {
        item.name: item for item in source.defined if isinstance(item.node, ast.ClassDef) and source.is_plain(item)
    }
    above = {name: [_own(ast.unparse(base)) for base in _class(item).bases] for name, item in classes.items()}
    methods = {name: {node.name: node for node in _class(item).body if isinstance(node, _FUNCTIONS)}
               for name, item in classes.items()}  # fmt: skip
    heirs: dict[str, list[str]] = defaultdict(list)
    for name, item in classes.items():
        for member, node in methods[name].items():
            if member.startswith("__") or len(source.by_qualname[f"{name}.{member}"]) > 1:
                continue
            over = _nearest(name, member, above, methods)
            if over is None:
                continue
            heirs[f"{over}.{member}"].append(name)
            if is_code(item.path) and over:
                place = Defined(item.path, f"{name}.{member}", node, name)
                yield _fact("overrides", place, ((f"{over}.{member}", over),))
    for target in list(heirs):
        owner, _, member = target.partition(".")
        found = sorted(name for name in classes if member in methods[name] and name != owner
                       and _is_below(source, name, owner))  # fmt: skip
        code = [name for name in found if is_code(classes[name].path)]
        known = owner and is_code(classes[owner].path) and len(source.by_qualname[target]) == 1
        unsure = any(item.owner and item.owner not in classes for item in source.by_name[member])
        if known and not unsure and 0 < len(code) <= MOST:
            place = Defined(classes[owner].path, target, methods[owner][member], owner)
            others = tuple(name for name in found if name not in code)
            yield _fact("overridden", place, tuple((f"{name}.{member}", name) for name in code), others)


def _class(item: Defined) -> ast.ClassDef:
    assert isinstance(item.node, ast.ClassDef)
    return item.node


def _nearest(
    name: str, member: str, above: dict[str, list[str]], methods: dict[str, dict[str, FunctionNode]]
) -> str | None:
    """The nearest class above that has the member too; None for none or when several bases make it uncertain."""
    seen = {name}
    while True:
        known = [base for base in above[name] if base in above]
        if len(known) != 1 or known[0] in seen or (len(above[name]) > 1 and member not in methods[known[0]]):
            return None
        name = known[0]
        seen.add(name)
        if member in methods[name]:
            return name


def _environment(source: Source) -> Iterator[Fact]:
    by_key = defaultdict(list)
    for read in source.environment:
        by_key[read.key].append(read)
    for key, reads in by_key.items():
        code = [read for read in reads if is_code(read.path)]
        places = {(read.around, read.path) for read in code}
        if code and len(places) <= MOST and re.fullmatch(r"[A-Z][A-Z0-9_]+", key):
            truth = tuple((around, path) if around else (path, path.rpartition("/")[2])
                          for around, path in sorted(places))  # fmt: skip
            elsewhere = tuple(sorted({read.around for read in reads if not is_code(read.path)}))
            yield Fact("env", key, code[0].path, code[0].line, truth, elsewhere)


def _order(source: Source) -> Iterator[Fact]:
    """The functions of the repository that another calls, first to last, where no call stands in another."""
    inside = defaultdict(list)
    for call in source.calls:
        inside[call.path, call.around].append(call)
    for item, _ in _functions(source):
        found = inside[item.path, item.qualname]
        known = [call for call in found if (target := source.only(call.name)) and is_code(target.path)]
        names = list(dict.fromkeys(call.name for call in known))
        renamed = any(call.name in source.bound and call.name in source.imported[item.path] for call in found)
        plain = all(not call.nested and _means(source, call, source.by_name[call.name][0]) for call in known)
        if plain and not renamed and 2 <= len(names) <= MOST + 1 and len({call.line for call in known}) == len(known):
            yield _fact("order", item, tuple((name,) for name in names), tuple({call.name for call in found}))


def _added(source: Source, repository: git.Repository) -> Iterator[Fact]:
    """The first commit that had a definition of a name, where there was one ever since."""
    added = first_commits(repository)
    for item in source.subjects():
        commit = added.get(item.name)
        if commit and source.only(item.name) is item and not item.name.startswith("__"):
            oid, subject = commit
            number = pull_request(subject)
            yield _fact("commit", item, ((oid, *([f"#{number}"] if number else [])),))


def first_commits(repository: git.Repository) -> dict[str, tuple[str, str]]:
    """Name -> (id, subject) of the first commit that defines it, of the names that were defined from then on."""
    mark = b"\x01commit "
    log = git.stream(
        repository.root, "log", "-p", "-U0", "--reverse", "--topo-order", "--no-color", "--no-ext-diff",
        "--no-textconv", "--no-renames", "--format=%x01commit %H %s", "--", separator=mark,
    )  # fmt: skip
    first: dict[str, tuple[str, str]] = {}
    count: dict[str, int] = defaultdict(int)
    gone: set[str] = set()
    for record in log:
        head, _, patch = record.partition(b"\n")
        oid, _, subject = head.decode("utf-8", "replace").partition(" ")
        changed: dict[str, int] = defaultdict(int)
        for file in (b"\n" + patch).split(_FILE):
            if file.partition(b"\n")[0].endswith(b".py"):
                for sign, name in _DEFINES.findall(file):
                    changed[name.decode()] += 1 if sign == b"+" else -1
        for name, difference in changed.items():
            before = count[name]
            count[name] += difference
            if before == 0 and difference > 0 and name not in first:
                first[name] = oid, subject
            elif count[name] <= 0:
                gone.add(name)
    return {name: commit for name, commit in first.items() if name not in gone}
