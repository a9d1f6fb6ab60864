"""Files that are podscribe's own are known as such, at whatever step their writer was killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.batch.rows import Output, Row
from podscribe.batch.states import State
from podscribe.batch.written import Standing, standings
from podscribe.files import checksum
from podscribe.pipeline import outputs
from podscribe.pipeline.outputs import require_writable, targets, write_outputs
from podscribe.transcript import Line, Transcript

BEFORE = Transcript(rows=(Line("Bread takes time.", 1.0, 2.0, "Mara"),))
AFTER = Transcript(rows=(Line("Bread takes a lot of time.", 1.0, 2.0, "Mara"),))
MOST_STEPS = 30


class KilledError(BaseException):
    """In place of a signal."""


def killed_at(step: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Write over what is there, up to the step; whether there was such a step."""
    left = [step]

    def counting(act):  # type: ignore[no-untyped-def]
        def counted(*arguments: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return act(*arguments)

        return counted

    with monkeypatch.context() as patch:
        for module, name in ((outputs, "write_bytes"), (outputs, "write_file")):
            patch.setattr(module, name, counting(getattr(module, name)))
        patch.setattr(outputs.os, "replace", counting(outputs.os.replace))
        try:
            write_outputs(AFTER, wanted(folder), folder)
        except KilledError:
            return True
    return False


def wanted(folder: Path) -> tuple[outputs.Target, ...]:
    return targets("e", folder, ("page", "lines", "json"))


def test_what_a_kill_leaves_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    write_outputs(BEFORE, wanted(whole), whole)
    write_outputs(AFTER, wanted(whole), whole)
    for step in range(MOST_STEPS):
        folder = tmp_path / f"{step}"
        folder.mkdir()
        write_outputs(BEFORE, wanted(folder), folder)
        row = Row(
            *("e", "e", "e.mp3", State.DONE, 0.0, 0.0),
            outputs=tuple(
                Output(each.path.name, checksum(each.path), 1) for each in wanted(folder)
            ),
        )
        killed = killed_at(step, folder, monkeypatch)
        assert standings([row], str(folder), folder) == {"e": Standing.WHOLE}
        require_writable(wanted(folder), None, folder)
        write_outputs(AFTER, wanted(folder), folder)
        for each in wanted(folder):
            assert each.path.read_bytes() == (whole / each.path.name).read_bytes()
        if not killed:
            assert step > len(wanted(folder))
            return
    raise AssertionError("it never came to its end")
