"""What the program's source says about content: the strings in it and the sentences it asks for."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PACKAGES = ("bot", "handlers", "scheduler", "store", "channels", "documents", "domain")
_KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """One call of ``say``: the keys it may ask for (each a pattern), the values it gives (None: unknown)."""

    path: Path
    line: int
    keys: tuple[str, ...]
    values: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Module:
    path: Path
    package: str
    tree: ast.Module
    strings: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The source of the packages that use the content."""

    modules: Sequence[Module]

    def strings(self, package: str | None = None) -> frozenset[str]:
        """Every string constant of one package, or of all."""
        wanted = (module for module in self.modules if package in (None, module.package))
        return frozenset(string for module in wanted for string in module.strings)

    @property
    def said(self) -> Iterator[Said]:
        for module in self.modules:
            yield from _said(module, module.tree, None)


def read_code(root: Path) -> Code:
    """The packages under ``root``; a file that is no Python says nothing."""
    return Code(
        [
            module
            for package in _PACKAGES
            for path in sorted((root / package).rglob("*.py"))
            if (module := _module(path, package))
        ]
    )


def _module(path: Path, package: str) -> Module | None:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return None
    return Module(path=path, package=package, tree=tree, strings=frozenset(_strings(tree)))


def _strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _said(module: Module, node: ast.AST, function: _Function | None) -> Iterator[Said]:
    if isinstance(node, _Function):
        function = node
    if isinstance(node, ast.Call) and _is_say(node.func) and node.args:
        named = [keyword.arg for keyword in node.keywords]
        yield Said(
            path=module.path,
            line=node.lineno,
            keys=tuple(_keys(node.args[0], function, module)),
            values=None if None in named else frozenset(name for name in named if name),
        )
    for child in ast.iter_child_nodes(node):
        yield from _said(module, child, function)


def _is_say(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name == "say"


def _keys(key: ast.expr, function: _Function | None, module: Module) -> Iterator[str]:
    """The keys an expression may stand for, as patterns; nothing where that cannot be told."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield re.escape(key.value)
    elif isinstance(key, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values
        )
    elif isinstance(key, ast.IfExp):
        yield from _keys(key.body, function, module)
        yield from _keys(key.orelse, function, module)
    elif isinstance(key, ast.Name) and function:
        yield from _keys_of_name(key.id, function, module)
    elif isinstance(key, ast.Subscript) and isinstance(key.value, ast.Name):
        yield from _keys_of_table(key.value.id, module)


def _keys_of_name(name: str, function: _Function, module: Module) -> Iterator[str]:
    """What a local name was set to: an expression, or the keys in a table that is gone through."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_names(target, name) for target in node.targets):
            if not isinstance(node.value, ast.Name):
                yield from _keys(node.value, function, module)
        elif isinstance(node, ast.For) and _names(node.target, name) and isinstance(node.iter, ast.Name):
            yield from _keys_of_table(node.iter.id, module)


def _names(target: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))


def _keys_of_table(name: str, module: Module) -> Iterator[str]:
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            yield from (re.escape(string) for string in _strings(node) if _KEY.fullmatch(string))
