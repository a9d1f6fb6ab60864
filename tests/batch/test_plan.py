"""What is to be done and why: nothing twice, nothing lost, nothing written over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch.conditions import parse_condition
from podscribe.batch.item import Item, Published
from podscribe.batch.limits import Limits
from podscribe.batch.plan import Action, PlanOptions, Reason, plan, settings_key
from podscribe.batch.rows import Row
from podscribe.batch.states import FIRST, FOLLOWING, State
from podscribe.batch.written import Standing
from podscribe.config import Settings
from podscribe.config.archive import BatchOptions
from podscribe.diarize import DiarizeOptions
from podscribe.transcribe.options import TranscribeOptions
from tests.strategies import moderately

ITEM = Item(id="a", source="a.mp3", stem="a", mark="m", size_bytes=1000, seconds=60.0)
DONE = Row("a", "a", "a.mp3", State.DONE, 1.0, 1.0, mark="m", settings="s")
USUAL = PlanOptions(settings="s")


def decided(
    row: Row | None,
    options: PlanOptions = USUAL,
    standing: Standing = Standing.WHOLE,
    item: Item = ITEM,
) -> tuple[Action, Reason]:
    rows = {} if row is None else {row.id: row}
    (decision,) = plan([item], rows, options, {item.id: standing}).decisions
    return decision.action, decision.reason


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (None, (Action.WORK, Reason.NEW)),
        (DONE, (Action.LEAVE, Reason.DONE)),
        (replace(DONE, state=State.WAITING), (Action.WORK, Reason.WAITING)),
        (replace(DONE, state=State.WAITING, attempts=1), (Action.WORK, Reason.STOPPED)),
        (replace(DONE, state=State.WORKING), (Action.WORK, Reason.STOPPED)),
        (replace(DONE, state=State.FAILED), (Action.WORK, Reason.FAILED)),
        (replace(DONE, state=State.ASIDE), (Action.LEAVE, Reason.ASIDE)),
        (replace(DONE, state=State.SKIPPED), (Action.WORK, Reason.ALLOWED)),
        (replace(DONE, mark="other"), (Action.WORK, Reason.CHANGED_AUDIO)),
        (replace(DONE, state=State.ASIDE, mark="other"), (Action.WORK, Reason.CHANGED_AUDIO)),
        (replace(DONE, settings="other"), (Action.WORK, Reason.CHANGED_SETTINGS)),
        (replace(DONE, state=State.ASIDE, settings="x"), (Action.WORK, Reason.CHANGED_SETTINGS)),
    ],
)
def test_what_is_new_changed_or_failed_is_done_and_nothing_else(
    row: Row | None, wanted: tuple[Action, Reason]
) -> None:
    assert decided(row) == wanted


def test_what_was_set_aside_is_tried_when_asked_for() -> None:
    again = replace(USUAL, retry_failed=True)
    assert decided(replace(DONE, state=State.ASIDE), again) == (Action.WORK, Reason.RETRIED)
    assert decided(DONE, again) == (Action.LEAVE, Reason.DONE)


def test_what_is_asked_for_is_done_again_and_nothing_else() -> None:
    redo = replace(USUAL, redo=parse_condition("season=2"))
    assert decided(replace(DONE, season=2), redo) == (Action.WORK, Reason.REDONE)
    assert decided(replace(DONE, season=3), redo) == (Action.LEAVE, Reason.DONE)
    aside = replace(DONE, season=2, state=State.ASIDE)
    assert decided(aside, redo) == (Action.WORK, Reason.REDONE)


@pytest.mark.parametrize("state", [State.WAITING, State.FAILED])
def test_what_was_to_be_done_anew_and_was_not_is_still_to_be(state: State) -> None:
    for reason in (Reason.REDONE, Reason.CHANGED_AUDIO):
        row = replace(DONE, state=state, reason=reason)
        for each in (row, replace(row, mark="other"), replace(row, settings="other")):
            assert decided(each) == (Action.WORK, reason)


def test_what_is_done_stays_so_while_its_audio_is_away() -> None:
    away = replace(ITEM, mark="", size_bytes=None)
    redo = replace(USUAL, redo=parse_condition("all"))
    for options in (USUAL, redo, replace(USUAL, settings="other")):
        for standing in (Standing.WHOLE, Standing.GONE):
            assert decided(DONE, options, standing, away) == (Action.LEAVE, Reason.DONE)
    failed = replace(DONE, state=State.FAILED)
    assert decided(failed, item=away)[0] is Action.WORK
    aside = replace(DONE, state=State.ASIDE, mark="")
    assert decided(aside) == (Action.WORK, Reason.CHANGED_AUDIO)


def test_what_is_gone_is_written_again_and_what_others_changed_is_not() -> None:
    assert decided(DONE, standing=Standing.GONE) == (Action.WORK, Reason.GONE_OUTPUT)
    left = (Action.LEAVE, Reason.CHANGED_OUTPUT)
    redo = replace(USUAL, redo=parse_condition("all"))
    for options in (USUAL, redo, replace(USUAL, settings="other")):
        assert decided(DONE, options, Standing.CHANGED) == left
    assert decided(replace(DONE, mark="x"), standing=Standing.CHANGED) == left


@pytest.mark.parametrize(
    ("item", "row", "reason"),
    [
        (replace(ITEM, size_bytes=5001), None, Reason.TOO_LARGE),
        (replace(ITEM, seconds=3601.0), None, Reason.TOO_LONG),
        (ITEM, replace(DONE, state=State.SKIPPED, seconds=3601.0), Reason.TOO_LONG),
        (ITEM, replace(DONE, state=State.FAILED, seconds=3601.0), Reason.TOO_LONG),
    ],
)
def test_limits_keep_out(item: Item, row: Row | None, reason: Reason) -> None:
    options = replace(USUAL, limits=Limits(max_bytes=5000, max_hours=1.0))
    assert decided(row, options, item=item) == (Action.SKIP, reason)


def test_a_limit_does_not_undo_what_is_done() -> None:
    options = replace(USUAL, limits=Limits(max_bytes=5))
    assert decided(DONE, options) == (Action.LEAVE, Reason.DONE)
    assert decided(DONE, options, Standing.GONE) == (Action.LEAVE, Reason.TOO_LARGE)


def test_what_was_heard_counts_more_than_what_a_feed_says() -> None:
    options = replace(USUAL, limits=Limits(max_hours=1.0))
    lying = replace(ITEM, seconds=9999.0)
    heard = replace(DONE, state=State.SKIPPED, seconds=60.0)
    assert decided(heard, options, item=lying) == (Action.WORK, Reason.ALLOWED)
    other = replace(lying, mark="other")
    assert decided(heard, options, item=other) == (Action.SKIP, Reason.TOO_LONG)


def test_what_has_a_transcript_is_left_out_when_asked_for() -> None:
    item = replace(ITEM, published=(Published("https://h/a.vtt", "text/vtt"),))
    assert decided(None, item=item) == (Action.WORK, Reason.NEW)
    options = replace(USUAL, skip_published=True)
    assert decided(None, options, item=item) == (Action.SKIP, Reason.PUBLISHED)
    assert decided(DONE, options, item=item) == (Action.LEAVE, Reason.DONE)


def test_a_plan_keeps_the_order_and_gives_the_items_by_what_becomes_of_them() -> None:
    items = [replace(ITEM, id=id, stem=id) for id in "cab"]
    found = plan(items, {"a": DONE}, USUAL)
    assert [each.item.id for each in found.decisions] == ["c", "a", "b"]
    assert [each.id for each in found.items(Action.WORK)] == ["c", "b"]
    assert found.settings == "s"


@moderately
@given(
    st.sampled_from([None, *State]),
    st.sampled_from(Standing),
    st.sampled_from(["m", "n"]),
    st.sampled_from(["s", "t"]),
    st.integers(0, 10_000),
    st.booleans(),
    st.booleans(),
)
def test_whatever_is_planned_may_follow_what_was(
    state: State | None,
    standing: Standing,
    mark: str,
    settings: str,
    size: int,
    retry: bool,
    redo: bool,
) -> None:
    row = None if state is None else replace(DONE, state=state)
    condition = parse_condition("all") if redo else None
    options = PlanOptions(settings, retry, condition, limits=Limits(max_bytes=5000))
    item = replace(ITEM, mark=mark, size_bytes=size)
    action, _ = decided(row, options, standing, item)
    after = {Action.WORK: State.WAITING, Action.SKIP: State.SKIPPED}.get(action)
    assert after is None or after in (FIRST if state is None else FOLLOWING[state])


def test_settings_that_lead_to_the_same_are_the_same() -> None:
    usual = Settings()
    same = [
        replace(usual, device="cuda:1", output=Path("out"), cache=Path("c"), offline=True),
        replace(usual, profile="fast", transcribe=TranscribeOptions(batch_size=32, cpu_threads=1)),
        replace(usual, diarize=DiarizeOptions(segmentation_batch=4, embedding_batch=8, threads=1)),
        replace(usual, batch=BatchOptions(60.0)),
    ]
    other = [
        replace(usual, model="small"),
        replace(usual, language="de"),
        replace(usual, formats=("vtt",)),
        replace(usual, transcribe=TranscribeOptions(beam_size=1)),
    ]
    assert {settings_key(each) for each in (usual, *same)} == {settings_key(usual)}
    assert len({settings_key(each) for each in (usual, *other)}) == 5
    assert settings_key(usual, ["r1"]) != settings_key(usual, ["r2"])
