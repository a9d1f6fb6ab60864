"""Which processes a job has, and what of the machine each of them uses."""

from __future__ import annotations

import pytest

from podscribe.batch import seats as seating
from podscribe.batch.messages import Step
from podscribe.batch.seats import Seat, device_of, seats
from podscribe.errors import PodscribeError


@pytest.fixture
def eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seating, "_own_cores", lambda: tuple(range(8)))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def with_gpus(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(seating, "gpu_count", lambda: count)


def hearing(found: tuple[Seat, ...]) -> list[Seat]:
    return [seat for seat in found if seat.step is Step.WORK]


@pytest.mark.usefixtures("eight")
def test_workers_on_the_cpu_share_its_cores_and_no_core_is_of_two() -> None:
    found = hearing(seats("cpu", 3))
    assert [len(seat.cores) for seat in found] == [3, 3, 2]
    assert sorted(core for seat in found for core in seat.cores) == list(range(8))
    assert [seat.environment["OMP_NUM_THREADS"] for seat in found] == ["3", "3", "2"]
    assert device_of(found) == "cpu"


@pytest.mark.usefixtures("eight")
def test_there_may_be_more_workers_than_cores() -> None:
    found = hearing(seats("cpu", 9))
    assert len(found) == 9 and all(len(seat.cores) == 1 for seat in found)


@pytest.mark.usefixtures("eight")
def test_there_is_one_worker_a_gpu_that_sees_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpus(monkeypatch, 3)
    found = hearing(seats("cuda:0,cuda:2", None))
    assert [seat.name for seat in found] == ["cuda:0", "cuda:2"]
    assert [seat.environment["CUDA_VISIBLE_DEVICES"] for seat in found] == ["0", "2"]
    assert device_of(found) == "cuda"
    assert all(seat.lanes == 2 for seat in found)


@pytest.mark.usefixtures("eight")
def test_gpus_are_those_that_the_process_itself_may_see(monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpus(monkeypatch, 2)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-5a, GPU-7b")
    found = hearing(seats("cuda", None))
    assert [seat.environment["CUDA_VISIBLE_DEVICES"] for seat in found] == ["GPU-5a", "GPU-7b"]


@pytest.mark.usefixtures("eight")
@pytest.mark.parametrize(("gpus", "names"), [(2, ["cuda:0", "cuda:1"]), (0, ["cpu-1"])])
def test_auto_is_all_gpus_or_the_cpu(
    gpus: int, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpus(monkeypatch, gpus)
    assert [seat.name for seat in hearing(seats("auto", None))] == names


@pytest.mark.usefixtures("eight")
def test_somebody_fetches_and_decodes_ahead() -> None:
    (ahead,) = (seat for seat in seats("cpu", 2) if seat.step is Step.PREPARE)
    assert ahead.lanes > 1 and not ahead.cores


@pytest.mark.usefixtures("eight")
@pytest.mark.parametrize(
    ("devices", "workers", "gpus", "message"),
    [
        ("cuda", None, 0, "no GPU is found"),
        ("cuda:4", None, 2, "there is no cuda:4; here are cuda:0 to cuda:1"),
        ("tpu", None, 2, "'tpu' is no device"),
        ("cpu,cuda:0", None, 2, "'cpu' is no device for a batch"),
        ("", None, 2, "no device is named"),
        ("cuda", 2, 2, "on GPUs there is one worker each"),
        ("cpu", 0, 0, "0 workers cannot be"),
    ],
)
def test_what_is_not_there_is_refused(
    devices: str, workers: int | None, gpus: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpus(monkeypatch, gpus)
    with pytest.raises(PodscribeError, match=message):
        seats(devices, workers)
