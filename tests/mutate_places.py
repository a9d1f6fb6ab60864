"""Where the core can be broken, and how: one small change of the code at a time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

ROOMS = (
    *("formats", "layout", "turns", "names", "chapters", "text", "check", "compare", "retime"),
    *("regress", "pipeline", "transcribe", "diarize", "audio", "voices", "models", "config"),
    *("batch", "pages"),
)
MOST_IN_A_FILE = 2
# what people read is not the matter here, nor what only guards against a mistake in the code
WORDING = {"help", "remedy", "strict"}
UNSEEN = {"__repr__", "__str__"}
TELLING = {"debug", "info", "warning", "echo", "secho", "print"}

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of one place: which characters of a file are replaced by what."""

    file: str  # from the top of the tree
    line: int
    kind: str
    start: int  # bytes from the beginning of the file
    end: int
    before: str
    after: str
    code: str  # the line

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.after.encode() + source[self.end :]

    @property
    def change(self) -> str:
        """In short, without the number of the line."""
        told = f"{self.kind}: {_short(self.before)} → {_short(self.after)}"
        return told if self.kind != "constant" else f"{told} in {_short(self.code)}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.change}"


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 90 else f"{line[:60]} … {line[-27:]}"


def chosen(tree: Path, seed: int, count: int) -> list[Mutation]:
    """So many places, the rooms in turn, at most two in a file; the same for a seed and a tree."""
    random = Random(seed)
    rooms = [*ROOMS]
    random.shuffle(rooms)
    found = {room: _of_room(tree, room) for room in rooms}
    picked: list[Mutation] = []
    while len(picked) < count and any(found.values()):
        for room in rooms:
            if len(picked) < count and found[room]:
                picked.append(_one(random, found[room], picked))
                found[room] = [each for each in found[room] if _is_free(each, picked)]
    return picked


def _of_room(tree: Path, room: str) -> list[Mutation]:
    files = sorted((tree / "podscribe" / room).rglob("*.py"))
    return [mutation for file in files for mutation in mutations(tree, file)]


def _one(random: Random, mutations: Sequence[Mutation], picked: Sequence[Mutation]) -> Mutation:
    """Any file by what there is to break in it, then any kind of change, then any place."""
    file = random.choice(mutations).file
    here = [each for each in mutations if each.file == file]
    kind = random.choice(sorted({each.kind for each in here}))
    return random.choice([each for each in here if each.kind == kind])


def _is_free(mutation: Mutation, picked: Sequence[Mutation]) -> bool:
    same = [each for each in picked if each.file == mutation.file]
    return len(same) < MOST_IN_A_FILE and all(each.line != mutation.line for each in same)


def mutations(tree: Path, file: Path) -> list[Mutation]:
    """All changes that can be made to a file, in the order of its lines."""
    source = file.read_bytes()
    module = ast.parse(source)
    lines = source.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    name = file.relative_to(tree).as_posix()
    made: list[Mutation] = []
    for kind, node, after in _changes(module, None):
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before = source[start:end].decode()
        code = lines[node.lineno - 1].decode().strip()
        made.append(Mutation(name, node.lineno, kind, start, end, before, after, code))
    return sorted(made, key=lambda each: (each.start, each.end, each.kind, each.after))


Change = tuple[str, ast.expr | ast.stmt, str]


def _changes(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    """What can be changed of a node and of all that is in it, without what cannot matter."""
    if isinstance(node, ast.FunctionDef):
        function = node
    for find in FINDERS:
        yield from find(node, function)
    for child in _inner(node):
        yield from _changes(child, function)


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes in a node that do something."""
    if isinstance(node, (ast.Assert, ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.FunctionDef) and node.name in UNSEEN:
        return
    if isinstance(node, ast.If) and _name(node.test) in ("TYPE_CHECKING", "__name__"):
        return
    if isinstance(node, ast.Call) and _name(node.func) in TELLING:
        return
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "pattern"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and not _is_wording(each):
                yield each


def _is_wording(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in WORDING


def _name(node: ast.expr) -> str:
    """The last name of an expression, the first of a comparison."""
    if isinstance(node, ast.Compare):
        return _name(node.left)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _comparisons(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    if not isinstance(node, ast.Compare):
        return
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield "comparison", node, _code(ast.Compare(node.left, ops, node.comparators))
    for index, compared in enumerate(node.comparators):
        if isinstance(compared, ast.Constant) and isinstance(compared.value, str):
            others = [*node.comparators]
            others[index] = ast.Constant(f"{compared.value}~")
            yield "constant", node, _code(ast.Compare(node.left, node.ops, others))


def _logic(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", node, _code(ast.BoolOp(other, node.values))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not removed", node, _code(node.operand)


def _sums(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    if not isinstance(node, ast.BinOp) or type(node.op) not in ARITHMETIC:
        return
    if not any(_is_text_or_list(side) for side in (node.left, node.right)):
        yield "sum", node, _code(ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right))


def _is_text_or_list(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text_or_list(node.left) or _is_text_or_list(node.right)
    return isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def _constants(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    match node.value:
        case bool(value):
            yield "constant", node, repr(not value)
        case int(value):
            yield "constant", node, repr(value + 1)
            yield "constant", node, f"({value - 1})"
        case float(value):
            yield "constant", node, repr(value * 2 or 1.0)
            yield "constant", node, repr(value / 2 or 1.0)


def _conditions(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    match node:
        case ast.If(test=test) if _name(test) in ("TYPE_CHECKING", "__name__"):
            pass
        case ast.If(test=test, body=[*_, last], orelse=[]) if isinstance(last, LEAVING):
            yield "early-out removed", test, "False"
        case ast.If(test=test):
            yield "condition forced", test, "True"
            yield "condition forced", test, "False"
        case ast.While(test=test) if not isinstance(test, ast.Constant):
            yield "condition forced", test, "False"
        case ast.IfExp(body=body, orelse=orelse):
            yield "condition forced", node, _code(body)
            yield "condition forced", node, _code(orelse)
        case ast.comprehension(ifs=ifs):
            for test in ifs:
                yield "condition forced", test, "True"


def _returns(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    if not isinstance(node, ast.Return) or node.value is None or function is None:
        return
    if isinstance(node.value, ast.Constant) and not isinstance(node.value.value, str):
        return
    other = _other_value(ast.unparse(function.returns) if function.returns else "", node.value)
    if other is not None:
        yield "other value returned", node.value, other


def _other_value(annotation: str, value: ast.expr) -> str | None:
    """Of the same type, so that not just any use of it fails."""
    kind = annotation.partition("[")[0]
    before = ast.unparse(value)
    empty = {"str": "''", "list": "[]", "tuple": "()", "dict": "{}", "set": "set()", "bytes": "b''"}
    if kind == "bool":
        after = f"(not {_code(value)})"
    elif kind in ("int", "float"):
        after = f"({_code(value)} + 1)"
    elif annotation.endswith("| None") or kind not in empty:
        after = "None"
    else:
        after = empty[kind]
    return after if after != before else None


def _statements(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[Change]:
    match node:
        case ast.Expr(value=ast.Call(func=called)) if _name(called) not in TELLING:
            yield "statement deleted", node, "pass"
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Continue():
            yield "statement deleted", node, "pass"
        case ast.Delete() | ast.Break():
            yield "statement deleted", node, "pass"


def _code(node: ast.expr) -> str:
    """On one line, and one value wherever it stands."""
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


FINDERS: tuple[Callable[[ast.AST, ast.FunctionDef | None], Iterator[Change]], ...] = (
    *(_comparisons, _logic, _sums, _constants, _conditions, _returns, _statements),
)
