"""What may become of an episode in a ledger.

               ┌──────────────◄── stopped, or tried again ───◄───┐
    new ──► waiting ──► working ──► done                         │
               │           ├──────► failed ─────────►────────────┤
               │           ├──────► set aside ◄── failed         │
               └───────────┴──────► skipped                      │
            done, set aside, skipped ──► asked for again ────►───┘

`failed` may pass: a server that was busy, a worker that died. `set aside` will not: audio that
cannot be read, or too many failures. `skipped` is what a limit keeps out.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an episode stands."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    ASIDE = "set aside"
    SKIPPED = "skipped"


FOLLOWING = {
    State.WAITING: frozenset({State.WAITING, State.WORKING, State.SKIPPED}),
    State.WORKING: frozenset({State.DONE, State.FAILED, State.ASIDE, State.SKIPPED, State.WAITING}),
    State.DONE: frozenset({State.WAITING}),
    State.FAILED: frozenset({State.WAITING, State.ASIDE, State.SKIPPED}),
    State.ASIDE: frozenset({State.WAITING, State.SKIPPED}),
    State.SKIPPED: frozenset({State.WAITING, State.SKIPPED}),
}
FIRST = frozenset({State.WAITING, State.SKIPPED})  # of an episode that is new


class TransitionError(RuntimeError):
    """A fault of the program: a state was to follow one that it cannot follow."""

    def __init__(self, id: str, before: State | None, after: State) -> None:
        super().__init__(f"episode {id} is {before or 'not in the ledger'}, and cannot be {after}")
        self.before = before
        self.after = after


def require(id: str, before: State | None, after: State) -> None:
    """Nothing, where the one may follow the other."""
    if after not in (FIRST if before is None else FOLLOWING[before]):
        raise TransitionError(id, before, after)
