"""The whole examination, step by step, from what is installed to what it can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from podscribe.config import Flag, Settings
from podscribe.doctor.check import Check, guarded
from podscribe.doctor.settings import settings_here

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Step:
    group: str
    name: str  # of the check that tells that the step itself failed
    doing: str
    look: Callable[[], Iterable[Check]]


def silent(doing: str) -> None:
    """Tell nobody."""


def examine(flags: Sequence[Flag] = (), on_step: OnStep = silent) -> Iterator[tuple[str, Check]]:
    """Each check under its heading, as soon as it is made; none raises.

    `on_step` is told what comes next. The flags are those of a command: profile, device, offline.
    """
    settings, told = settings_here(flags)
    for step in _steps(settings, told):
        on_step(step.doing)
        for check in guarded(step.name, step.look):
            yield step.group, check


def _steps(settings: Settings, told: Check) -> Iterator[_Step]:
    yield _Step("podscribe", "podscribe", "looking at podscribe", lambda: _here(told))
    yield _Step("packages", "packages", "looking at what is installed", _packages)
    yield _Step("machine", "machine", "looking at the machine", _machine)
    yield _Step(
        "GPU", "GPU", "asking CTranslate2 and torch for GPUs", lambda: _gpus(settings.device)
    )
    yield _Step("models", "models", "looking for the models", lambda: _models(settings))
    yield _Step("engines", "decoding", "encoding and decoding a tone", _decoding)
    yield _Step("engines", "words", "letting the recogniser hear it", lambda: _words(settings))
    yield _Step("engines", "speakers", "letting the diarizer hear it", lambda: _speakers(settings))


def _here(told: Check) -> Iterator[Check]:
    from podscribe.doctor.installation import programs

    yield from programs()
    yield told


def _packages() -> Iterator[Check]:
    from podscribe.doctor.installation import packages

    return packages()


def _machine() -> Iterator[Check]:
    from podscribe.doctor.machine import machine

    return machine()


def _gpus(device: str) -> Iterator[Check]:
    from podscribe.doctor.gpu import gpus

    return gpus(device)


def _models(settings: Settings) -> Iterator[Check]:
    from podscribe.doctor.models import models
    from podscribe.models import usual_hub

    may_fetch = not (settings.offline or usual_hub().offline)
    return models(settings, usual_hub(offline=True), os.environ, may_fetch=may_fetch)


def _decoding() -> Iterator[Check]:
    from podscribe.doctor.engines import decoding

    return decoding()


def _words(settings: Settings) -> Iterator[Check]:
    from podscribe.doctor.engines import hearing
    from podscribe.doctor.models import wanted_recogniser
    from podscribe.models import usual_hub

    hub = usual_hub(offline=True)
    return hearing(wanted_recogniser(settings, hub), settings, hub)


def _speakers(settings: Settings) -> Iterator[Check]:
    from podscribe.doctor.engines import telling_apart
    from podscribe.doctor.models import wanted_diarizer
    from podscribe.models import usual_hub

    hub = usual_hub(offline=True)
    model = wanted_diarizer(settings, hub)
    return iter(()) if model is None else telling_apart(model, settings, hub)
