"""What is to be done, and why: from the episodes that were named and what the ledger knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from podscribe.batch.conditions import Condition
from podscribe.batch.item import Item
from podscribe.batch.limits import Limits
from podscribe.batch.places import key_of
from podscribe.batch.rows import Row
from podscribe.batch.states import State
from podscribe.batch.written import Standing
from podscribe.config import Settings


class Action(StrEnum):
    """What becomes of an episode now."""

    WORK = "work"
    SKIP = "skip"
    LEAVE = "leave"


class Reason(StrEnum):
    """Why, in words for people and for the ledger."""

    NEW = "new"
    WAITING = "not begun before"
    STOPPED = "stopped before its end"
    FAILED = "failed before"
    RETRIED = "set aside before, and asked for again"
    REDONE = "asked for again"
    CHANGED_AUDIO = "its audio has changed"
    CHANGED_SETTINGS = "the settings have changed"
    GONE_OUTPUT = "what was written is gone"
    NEW_PAGE = "its page is new"
    ALLOWED = "within the limits now"
    PUBLISHED = "its feed has a transcript already"
    TOO_LARGE = "larger than --max-bytes"
    TOO_LONG = "longer than --max-hours"
    DONE = "done"
    CHANGED_OUTPUT = "what was written was changed by somebody else"
    ASIDE = "set aside; --retry-failed tries it again"


ANEW = frozenset({Reason.CHANGED_AUDIO, Reason.REDONE})  # they hold until it has come about


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is asked for."""

    settings: str = ""  # what they come down to
    retry_failed: bool = False  # those that were set aside too
    redo: Condition | None = None
    skip_published: bool = False  # those whose feed has a transcript already
    unfilled: frozenset[str] = frozenset()  # by id: their page is new, and has no transcript
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an episode, and why; `but` is why it would be done, were it not for that."""

    item: Item
    action: Action
    reason: Reason
    but: Reason | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision for each episode, in their order."""

    decisions: tuple[Decision, ...]
    settings: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)  # others' objects, by id of the episode

    def items(self, action: Action) -> tuple[Item, ...]:
        return tuple(each.item for each in self.decisions if each.action is action)


def settings_key(settings: Settings, revisions: Sequence[str] = ()) -> str:
    """The same for settings (and models' revisions) that lead to the same transcripts."""
    facts = asdict(settings)
    for group, names in _NO_MATTER.items():
        for name in names:
            del (facts[group] if group else facts)[name]
    return key_of(json.dumps(facts, sort_keys=True, default=str), *revisions)


_NO_MATTER = {  # how fast, and where
    "": ("profile", "output", "cache", "offline", "device", "check", "batch"),
    "transcribe": ("device", "cpu_threads", "batch_size"),
    "diarize": ("device", "threads", "segmentation_batch", "embedding_batch"),
}


def plan(
    items: Sequence[Item],
    rows: Mapping[str, Row],
    options: PlanOptions = PlanOptions(),
    standings: Mapping[str, Standing] | None = None,
) -> Plan:
    """A decision for each episode; the same for the same, and nothing to do once all is done.

    `standings` tells of the outputs of episodes in the ledger; without it all are as they were.
    """
    standings = standings or {}
    decisions = []
    for item in items:
        row = rows.get(item.id)
        standing = standings.get(item.id, Standing.WHOLE)
        decisions.append(Decision(item, *_decide(item, row, standing, options)))
    return Plan(tuple(decisions), options.settings)


def _decide(
    item: Item, row: Row | None, standing: Standing, options: PlanOptions
) -> tuple[Action, Reason, Reason | None]:
    reason = Reason.NEW if row is None else _reason(item, row, standing, options)
    if reason in _LEFT:
        return Action.LEAVE, reason, None
    if standing is Standing.CHANGED:
        return Action.LEAVE, Reason.CHANGED_OUTPUT, reason
    limit = _kept_out(item, row, options)
    if limit is not None:
        done = row is not None and row.state is State.DONE
        return Action.LEAVE if done else Action.SKIP, limit, None
    return Action.WORK, reason, None


_LEFT = frozenset({Reason.DONE, Reason.ASIDE, Reason.CHANGED_OUTPUT})


def _reason(item: Item, row: Row, standing: Standing, options: PlanOptions) -> Reason:
    """Why it would be done, or why not, whatever the limits."""
    if row.state is State.DONE and not item.mark:  # its audio is not to be had now
        return Reason.DONE
    if options.redo is not None and options.redo.holds(row):
        return Reason.REDONE
    if row.state is State.WORKING:
        return Reason.STOPPED
    if row.state in (State.WAITING, State.FAILED) and row.reason in ANEW:
        return Reason(row.reason)  # what was asked for has not come about
    if item.mark != row.mark:
        return Reason.CHANGED_AUDIO
    if options.settings != row.settings and row.state is not State.WAITING:
        return Reason.CHANGED_SETTINGS
    match row.state:
        case State.WAITING:
            return Reason.STOPPED if row.attempts else Reason.WAITING
        case State.FAILED:
            return Reason.FAILED
        case State.SKIPPED:
            return Reason.ALLOWED
        case State.ASIDE:
            return Reason.RETRIED if options.retry_failed else Reason.ASIDE
    found = _of_output(standing)
    return Reason.NEW_PAGE if found is Reason.DONE and item.id in options.unfilled else found


def _of_output(standing: Standing) -> Reason:
    return {
        Standing.WHOLE: Reason.DONE,
        Standing.GONE: Reason.GONE_OUTPUT,
        Standing.CHANGED: Reason.CHANGED_OUTPUT,
    }[standing]


def _kept_out(item: Item, row: Row | None, options: PlanOptions) -> Reason | None:
    """What keeps it out. The length that was heard counts more than what a feed says."""
    if options.skip_published and item.published:
        return Reason.PUBLISHED
    if item.size_bytes is not None and item.size_bytes > options.limits.max_bytes:
        return Reason.TOO_LARGE
    heard = row.seconds if row is not None and row.mark == item.mark else None
    seconds = heard or item.seconds
    return Reason.TOO_LONG if seconds is not None and seconds > options.limits.max_s else None
