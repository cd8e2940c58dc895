"""Notes in place of errors: what cannot be done here is said in the output, and the notebook goes on.

A cell that asks for something of another era, or for a package that is not installed, shows a note and counts as done,
so that *Run all* does not stop there.
Names that it would have bound stand for nothing then: a cell that uses one of them says that it is left out, too.
"""

import ast
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, NoReturn, TypeAlias

from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

from enmeshed_kit.client.errors import NotInstalledError, NotInThisEraError
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture

Impossible: TypeAlias = NotInThisEraError | NotInstalledError
"""What a reader cannot mend in the notebook."""

NOTHING: Final = object()
"""What an unbound name is compared with."""

BLOCKS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class LeftOut:
    """Stands for what a cell would have made, had this Connector been able to; any use says so again.

    Args:  error: why there is nothing.
    """

    def __init__(self, error: Impossible) -> None:
        self.__dict__["_error"] = error

    def _refuse(self, *arguments: Any, **more: Any) -> NoReturn:
        # Without the traceback of the time before, which would grow with each use.
        raise self.__dict__["_error"].with_traceback(None)

    def __getattr__(self, name: str) -> Any:
        # IPython and pandas look for methods of their own; they shall not find any, and go on.
        if name.startswith("_"):
            raise AttributeError(name)
        self._refuse()

    def __repr__(self) -> str:
        return draw_left_out().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return draw_left_out().bundle()

    __setattr__ = __call__ = __getitem__ = __setitem__ = __iter__ = __contains__ = __len__ = __bool__ = _refuse
    __str__ = __format__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __or__ = __ror__ = __enter__ = __exit__ = _refuse


class EraNotes:
    """Turns the errors of one shell into notes.

    Args:  shell: whose cells.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell: Any = shell  # IPython gives its methods no types
        self._cell = ""
        self._tree = ast.Module([], [])
        self._before: dict[str, Any] = {}
        self._told: dict[str, str] = {}
        self._kept: list[Impossible] = []

    def register(self) -> None:
        """Let every following cell of the shell have its notes."""
        self._shell.set_custom_exc((NotInThisEraError, NotInstalledError), self._note)
        self._shell.events.register("pre_run_cell", self._begin)
        self._shell.events.register("post_run_cell", self._finish)

    def _begin(self, info: ExecutionInfo) -> None:
        self._cell = info.raw_cell or ""
        try:
            self._tree = ast.parse(self._shell.transform_cell(self._cell))
        except (SyntaxError, ValueError):
            self._tree = ast.Module([], [])
        self._before = {name: self._shell.user_ns.get(name, NOTHING) for name in bound_by(self._tree)}

    def _note(
        self,
        shell: InteractiveShell,
        kind: type[BaseException],
        error: Impossible,
        traceback: TracebackType | None,
        tb_offset: int | None = None,
    ) -> None:
        shell.display_pub.publish(self._picture(error).bundle())
        self._kept.append(error)
        for name in self._missed(self._line_in_cell(traceback)):
            shell.user_ns[name] = LeftOut(error)

    def _picture(self, error: Impossible) -> Picture:
        """The whole note where it comes first, in the same cell also when that is run again; later a shorter one."""
        if any(error is kept for kept in self._kept):
            return draw_left_out()
        is_new = self._told.setdefault(error.what, self._cell) == self._cell
        return draw_note(error) if is_new else draw_left_out(error)

    def _finish(self, result: ExecutionResult | None) -> None:
        if result is not None and isinstance(result.error_in_exec, Impossible):
            result.error_in_exec = None

    def _line_in_cell(self, traceback: TracebackType | None) -> int:
        while traceback is not None:
            if traceback.tb_frame.f_globals is self._shell.user_global_ns:
                return traceback.tb_lineno
            traceback = traceback.tb_next
        return 0

    def _missed(self, line: int) -> Iterator[str]:
        """The names that the cell did not come to bind."""
        for statement in self._tree.body:
            if statement.lineno > line:
                yield from bound_by(statement)
            elif (statement.end_lineno or statement.lineno) >= line:
                yield from (name for name in bound_by(statement) if self._is_as_before(name))

    def _is_as_before(self, name: str) -> bool:
        return self._shell.user_ns.get(name, NOTHING) is self._before.get(name, NOTHING)


def bound_by(node: ast.AST) -> Iterator[str]:
    """The names that code binds where it stands, those inside its functions left out."""
    if isinstance(node, COMPREHENSIONS):
        return
    if isinstance(node, BLOCKS):
        if not isinstance(node, ast.Lambda):
            yield node.name
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    for child in ast.iter_child_nodes(node):
        yield from bound_by(child)


def draw_note(error: Impossible) -> Picture:
    """What cannot be done here, and where it can."""
    html = tag("div", tag("b", "○ Left out. "), error.message, " ", error.hint, look="aside", role="note")
    return Picture(html, f"○ Left out. {error.message} {error.hint}".rstrip())


def draw_left_out(again: Impossible | None = None) -> Picture:
    """That a cell is left out like one above it.

    Args:  again: it asks for the same; else it has nothing to work with, since an earlier cell brought nothing.
    """
    reason = f"{again.what}, as above." if again else "it builds on a step above that was left out."
    text = f"○ Left out as well: {reason}"
    return Picture(tag("div", text, look="aside quiet", role="note"), text)
