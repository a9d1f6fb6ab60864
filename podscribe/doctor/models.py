"""The models that are set: whether they are here, and what it takes to get them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podscribe.config import Settings
from podscribe.doctor.check import Check, fault, of_error, ok, warning
from podscribe.doctor.machine import room
from podscribe.errors import PodscribeError
from podscribe.models import RECOGNISERS, Hub, ModelFolder, diarizer, recogniser
from podscribe.models.model import in_units
from podscribe.models.names import HubName, read_name
from podscribe.models.refusals import TOKENS_PAGE, GatedModelError

WORDS, SPEAKERS = "words", "speakers"
_TOKENS = ("HF_OIDC_RESOURCE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_ASKED_FOR = "pyannote/"  # whoever wants one of theirs accepts its conditions first


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model that is set: its folder, or why it cannot be used and where the hub has it."""

    name: str
    folder: ModelFolder | None
    error: PodscribeError | None = None
    place: HubName | None = None

    @property
    def is_gated(self) -> bool:
        return self.place is not None and self.place.repository.startswith(_ASKED_FOR)


def wanted_recogniser(settings: Settings, hub: Hub) -> Wanted:
    return _wanted(settings.model, lambda: recogniser(settings.model, hub=hub))


def wanted_diarizer(settings: Settings, hub: Hub) -> Wanted | None:
    """None where nobody is to be told apart."""
    if settings.diarize_options() is None:
        return None
    name = settings.diarizer
    found = _wanted(name, lambda: diarizer(name, hub=hub))
    is_for_words = found.folder is None and name.partition("@")[0] in RECOGNISERS
    return Wanted(name, None, found.error) if is_for_words else found


def _wanted(name: str, resolve: Callable[[], ModelFolder]) -> Wanted:
    try:
        return Wanted(name, resolve())
    except PodscribeError as error:
        return Wanted(name, None, error, _place(name))


def _place(name: str) -> HubName | None:
    try:
        place = read_name(name, ())
    except PodscribeError:
        return None
    return place if isinstance(place, HubName) else None


def models(
    settings: Settings, hub: Hub, environment: Mapping[str, str], *, may_fetch: bool
) -> Iterator[Check]:
    """Token, models, and the room for more."""
    words, speakers = wanted_recogniser(settings, hub), wanted_diarizer(settings, hub)
    token = token_source(environment)
    yield _token(token, [each for each in (words, speakers) if each is not None and each.is_gated])
    for name, each in ((WORDS, words), (SPEAKERS, speakers)):
        if each is None:
            yield ok(name, "nobody is to be told apart, so no model is needed")
        elif each.folder is not None:
            yield ok(name, _described(each.folder))
        else:
            yield _lacking(name, each, hub, may_fetch=may_fetch, has_token=token is not None)
    lacking = any(each is not None and each.folder is None for each in (words, speakers))
    remedy = "set HF_HOME to a folder on another disk"
    yield room("models", hub.cache, remedy, needed=may_fetch and lacking)
    results = settings.cache or settings.output or Path()
    yield room("results", results, "set cache to a folder on another disk")
    if settings.output is not None and settings.output != results:
        yield room("output", settings.output, "set output to a folder on another disk")


def token_source(environment: Mapping[str, str]) -> str | None:
    """Where huggingface_hub takes the token from; the token itself goes nowhere."""
    from huggingface_hub import constants

    if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN:
        return None
    for name in _TOKENS:
        if environment.get(name, "").strip():
            return name
    try:
        has_text = bool(Path(constants.HF_TOKEN_PATH).read_text().strip())
    except (OSError, UnicodeDecodeError):
        return None
    return constants.HF_TOKEN_PATH if has_text else None


def _token(source: str | None, gated: list[Wanted]) -> Check:
    """`gated` are the models that are not here and need one."""
    if source is not None:
        return ok("token", f"from {source}")
    if not gated:
        return ok("token", "none is set, and nothing that is set needs one")
    text = f"none is set, and {gated[0].name} is given only to those who accepted its conditions"
    return warning("token", text, f"set HF_TOKEN to a token from {TOKENS_PAGE}")


def _lacking(name: str, model: Wanted, hub: Hub, *, may_fetch: bool, has_token: bool) -> Check:
    """A model that is not here, or not whole."""
    assert model.error is not None
    lacking = of_error(name, model.error)
    if model.place is None:
        return lacking
    command = f"`podscribe models fetch {model.name}`"
    if not may_fetch:
        text = f"{lacking.text}, and nothing may be fetched"
        return fault(name, text, f"with a connection, {command}")
    if model.is_gated and not has_token:
        gate = GatedModelError((model.place.repository,), hub.endpoint, known_user=False)
        return of_error(name, gate)
    text = f"{lacking.text}: it is fetched when it is needed"
    if model.is_gated:
        page = f"{hub.endpoint}/{model.place.repository}"
        return warning(name, text, f"accept its conditions at {page}, then {command}")
    return warning(name, text, f"{command} does it ahead")


def _described(model: ModelFolder) -> str:
    size = sum(path.stat().st_size for path in model.path.rglob("*") if path.is_file())
    if model.embedded:
        return f"{model.name}, {in_units(size)}: comes with podscribe, for trials only"
    return f"{model.name}, {in_units(size)} in {model.path}"
