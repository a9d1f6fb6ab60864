"""Every step of the recogniser's making, tiny: windows, training, going on, export, scores."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
pytest.importorskip("tokenizers")
pytest.importorskip("scipy")

from training.budget import Budget  # noqa: E402
from training.codec import to_integers, write_audio  # noqa: E402
from training.data import (  # noqa: E402
    SAMPLE_RATE,
    Clip,
    Conversation,
    SpokenTurn,
    TimedWord,
    write_conversations,
)
from training.grammar import held_out, scorable, sentence  # noqa: E402
from training.recogniser import restore, score, train  # noqa: E402
from training.recogniser.batches import (  # noqa: E402
    MASKED_BINS,
    MASKED_FRAMES,
    SMOKE_STAGES,
    masked,
)
from training.recogniser.disturbances import speechless  # noqa: E402
from training.recogniser.export import export, load_network, mean, to_ctranslate2  # noqa: E402
from training.recogniser.material import (  # noqa: E402
    Conversations,
    Nobody,
    Told,
    load_conversations,
    overlaid,
    played,
    stretch,
)
from training.recogniser.network import NetworkOptions, Recogniser, attended  # noqa: E402
from training.recogniser.tokens import Tokens, load_tokens  # noqa: E402
from training.recogniser.windows import (  # noqa: E402
    IGNORED,
    Window,
    joined,
    segments_of,
    silences,
    target,
)
from training.smoke import CLIPS  # noqa: E402

# what the audio libraries warn of at import is theirs to mend
pytestmark = pytest.mark.filterwarnings("ignore")

TEXT = "Bread takes time, Ines."


def tone(seconds: float, pitch_hz: float) -> np.ndarray:
    time_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.1 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def clip(pitch_hz: float) -> Clip:
    """A clip whose words are tones."""
    words = tuple(
        TimedWord(text, 0.3 * number, 0.3 * number + 0.3)
        for number, text in enumerate(TEXT.split())
    )
    return Clip(tone(0.3 * len(words), pitch_hz), words, f"tone-{pitch_hz:.0f}")


@pytest.fixture(scope="session")
def trained(smoke: Path) -> Path:
    """A folder with a checkpoint and a tokenizer."""
    return smoke / "recogniser"


@pytest.fixture(scope="module")
def tokens(trained: Path) -> Tokens:
    return load_tokens(trained / "tokenizer.json")


def test_tokens_write_every_text_and_stand_in_whispers_order(tokens: Tokens) -> None:
    text = "Ines says: naïve 9 % – 日本 [laughs]"
    ids = [each for word in text.split() for each in tokens.word(word)]
    assert tokens.text(ids) == f" {text}"
    assert max(ids) < tokens.end < tokens.start < tokens.no_speech < tokens.no_times
    assert tokens.time(30.0) - tokens.time(0.0) == 1500
    assert tokens.time(30.0) < tokens.count - 1


@pytest.mark.parametrize("with_times", [False, True])
def test_every_label_follows_what_the_decoder_reads(tokens: Tokens, with_times: bool) -> None:
    window = joined([clip(200.0), clip(300.0)], 6.0, random.Random(1))
    made = target(window, tokens, with_times=with_times)
    assert len(made.tokens) == len(made.labels) == len(made.spans)
    read, wanted = made.tokens[1:], made.labels[:-1]
    assert all(a == b for a, b in zip(read, wanted, strict=True) if b != IGNORED)
    assert made.labels[-1] == tokens.end
    assert tokens.text(int(each) for each in made.tokens) == f" {TEXT} {TEXT}"
    spoken = made.labels < tokens.end
    assert np.isfinite(made.spans[spoken & (made.labels != IGNORED)]).all()


def test_a_window_in_which_nobody_speaks_says_so(tokens: Tokens) -> None:
    window = joined([], 6.0, random.Random(1))
    made = target(window, tokens, with_times=True)
    assert made.labels[0] == tokens.no_speech
    assert made.labels[-1] == tokens.end
    assert made.tokens[-1] == tokens.no_times


def words_at(*spans: tuple[float, float]) -> tuple[TimedWord, ...]:
    return tuple(TimedWord(f"w{number}", *span) for number, span in enumerate(spans))


def test_words_of_two_at_once_are_told_in_the_order_they_begin() -> None:
    segments = segments_of(words_at((1.0, 1.4), (2.0, 2.3), (1.1, 1.9)))
    assert [[word.text for word in segment.words] for segment in segments] == [["w0", "w2", "w1"]]
    parted = segments_of(words_at((1.0, 1.4), (1.8, 2.3)))
    assert len(parted) == 2


def test_silences_are_where_nobody_speaks() -> None:
    assert silences(words_at((0.5, 2.0), (0.6, 0.9), (2.01, 3.0), (3.5, 4.0)), 4.0) == [
        (0.0, 0.5),
        (3.0, 3.5),
    ]


def test_a_stretch_cuts_no_word_and_leaves_none_out() -> None:
    words = words_at(*((begin, begin + 0.3) for begin in (0.2, 0.55, 1.2, 1.9, 2.2, 3.4)))
    samples = to_integers(np.full(4 * SAMPLE_RATE, 0.1, np.float32))
    rng = random.Random(5)
    found = [stretch(Told(samples, words), 1.5, rng) for _ in range(200)]
    kept = [window for window in found if window is not None]
    assert kept
    for window in kept:
        seconds = len(window.samples) / SAMPLE_RATE
        told = window.words
        assert seconds <= 1.5 + 1e-3
        assert told
        assert all(word.start >= 0 and word.end <= seconds + 1e-3 for word in told)
        first = next(n for n, word in enumerate(words) if word.text == told[0].text)
        assert [word.text for word in told] == [
            word.text for word in words[first : first + len(told)]
        ]


@pytest.mark.parametrize("speed", [0.92, 1.0, 1.08])
def test_a_window_at_another_speed_keeps_its_words_with_their_sound(speed: float) -> None:
    sounding = np.concatenate([np.zeros(SAMPLE_RATE, np.float32), tone(1.0, 500.0)])
    window = Window(np.tile(sounding, 2), segments_of(words_at((1.0, 2.0), (3.0, 4.0))))
    heard = played(window, speed)
    assert len(heard.samples) == int(4 * SAMPLE_RATE / speed)
    assert len(heard.segments) == 2
    for word in heard.words:
        cut = heard.samples[round(word.start * SAMPLE_RATE) : round(word.end * SAMPLE_RATE)]
        loudest_hz = np.abs(np.fft.rfft(cut)).argmax() * SAMPLE_RATE / len(cut)
        assert loudest_hz == pytest.approx(500.0 * speed, abs=2.0)
        assert level_of(cut) > 0.9 * level_of(tone(1.0, 500.0))
    silent = heard.samples[: round(heard.words[0].start * SAMPLE_RATE) - 1]
    assert not silent.any()


def test_some_of_the_windows_from_conversations_are_played_at_another_speed() -> None:
    told = Told(to_integers(tone(4.0, 500.0)), words_at((0.5, 1.4), (2.0, 2.3)))
    rng, noise = random.Random(3), np.random.default_rng(3)
    windows = [Conversations([told]).window(4.0, rng, noise) for _ in range(100)]
    spoken_s = {"w0": 0.9, "w1": 0.3}
    firsts = [window.words[0] for window in windows]
    speeds = [spoken_s[word.text] / (word.end - word.start) for word in firsts]
    as_spoken = sum(speed == pytest.approx(1.0, abs=1e-6) for speed in speeds)
    assert 30 <= as_spoken <= 70
    assert 0.92 - 1e-6 <= min(speeds) < 0.95
    assert 1.05 < max(speeds) <= 1.08 + 1e-6
    assert max(len(window.samples) for window in windows) <= 4 * SAMPLE_RATE


def test_a_masked_spectrogram_is_hidden_in_a_band_and_two_stretches() -> None:
    mel = torch.rand(80, 600) + 1.0
    rng = random.Random(6)
    shares = []
    for _ in range(50):
        hidden = masked(mel, rng) != mel
        rows, columns = hidden.float().mean(1), hidden.float().mean(0)
        assert int((rows == 1).sum()) <= MASKED_BINS
        assert int((columns == 1).sum()) <= 2 * MASKED_FRAMES
        assert bool((hidden == ((rows == 1)[:, None] | (columns == 1)[None])).all())
        shares.append(float(hidden.float().mean()))
    assert 0.05 < float(np.mean(shares)) < 0.15
    assert bool((mel >= 1.0).all())


def test_what_another_says_over_a_window_is_heard_and_told_among_its_words() -> None:
    under = Window(tone(4.0, 220.0), segments_of(words_at((0.5, 1.4), (1.5, 3.8))))
    other = Window(tone(1.0, 900.0), segments_of([TimedWord("Mhm.", 0.2, 0.7)]))
    begins = set()
    for seed in range(30):
        both = overlaid(under, other, random.Random(seed))
        told = list(both.words)
        assert [word.start for word in told] == sorted(word.start for word in told)
        (added,) = (word for word in told if word.text == "Mhm.")
        assert [word for word in told if word != added] == [*under.words]
        begin = round((added.start - 0.2) * SAMPLE_RATE)
        begins.add(begin)
        ratio_db = 20 * np.log10(level_at(both, 900.0, begin) / level_at(both, 220.0, begin))
        assert -6.5 <= ratio_db <= 8.5
        before, after = both.samples[:begin], both.samples[begin + SAMPLE_RATE :]
        kept = np.concatenate([before, after])
        was = np.concatenate([under.samples[:begin], under.samples[begin + SAMPLE_RATE :]])
        assert np.allclose(kept * (level_of(was) / level_of(kept)), was, atol=1e-4)
    assert len(begins) > 20
    assert overlaid(other, under, random.Random(1)) == other


def level_at(window: Window, pitch_hz: float, begin: int) -> float:
    """How loud a tone is in the second from `begin`."""
    heard = window.samples[begin : begin + SAMPLE_RATE]
    return float(np.abs(np.fft.rfft(heard))[round(pitch_hz)])


def level_of(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_some_of_the_windows_from_conversations_have_another_speak_over_them() -> None:
    told = Told(to_integers(tone(9.0, 220.0)), words_at((0.5, 4.0), (5.0, 5.4), (8.0, 8.3)))
    rng, noise = random.Random(4), np.random.default_rng(4)
    windows = [Conversations([told]).window(8.0, rng, noise) for _ in range(100)]
    doubled = [len(each.words) > len({word.text for word in each.words}) for each in windows]
    assert 8 <= sum(doubled) <= 40


def test_some_of_the_windows_from_conversations_are_recorded_once_more_and_worse() -> None:
    told = Told(to_integers(tone(4.0, 220.0)), words_at((0.5, 1.4), (2.0, 2.3)))
    rng, noise = random.Random(3), np.random.default_rng(3)
    windows = [Conversations([told]).window(4.0, rng, noise) for _ in range(80)]
    as_recorded = [_is_a_tone(window.samples) for window in windows]
    assert 45 <= sum(as_recorded) <= 75
    assert all(np.abs(window.samples).max() < 1 for window in windows)


def _is_a_tone(samples: np.ndarray) -> bool:
    """Whether hardly anything beside its loudest frequency is heard in the middle of it."""
    middle = samples[len(samples) // 2 :][: SAMPLE_RATE // 5]
    power = np.abs(np.fft.rfft(middle * np.hanning(middle.size))) ** 2
    loudest = int(power.argmax())
    return bool(power[max(0, loudest - 3) : loudest + 4].sum() > 0.9999 * power.sum())


def test_nobody_speaks_in_noise_and_music() -> None:
    window = Nobody().window(3.0, random.Random(2), np.random.default_rng(2))
    assert window.segments == ()
    assert window.samples.shape == (3 * SAMPLE_RATE,)
    heard = [speechless(SAMPLE_RATE, np.random.default_rng(seed)) for seed in range(20)]
    assert any(not samples.any() for samples in heard)
    assert all(np.abs(samples).max() < 1 and samples.dtype == np.float32 for samples in heard)


def test_nothing_is_learnt_from_what_only_scoring_may_use(tmp_path: Path) -> None:
    rng = random.Random(1)
    texts = (sentence(rng, keep=scorable) for _ in range(100))
    text = next(each for each in texts if held_out(each))
    turn = SpokenTurn("Mara", text, "statement", 0.0, 1.0, ())
    write_conversations(
        tmp_path / "conversations.jsonl", [Conversation("one", "one.flac", 1.0, {}, (turn,))]
    )
    with pytest.raises(SystemExit, match="sentences that only scoring may use"):
        load_conversations(tmp_path)


def test_the_network_hears_no_future_text(tokens: Tokens) -> None:
    torch.manual_seed(0)
    network = Recogniser(NetworkOptions(tokens.count, tokens.text_count, **train.SMOKE_SIZE)).eval()
    mel, ids = torch.randn(1, 80, 100), torch.randint(0, tokens.end, (1, 9))
    scores = network(mel, ids).scores
    changed = ids.clone()
    changed[0, 6:] = 5
    assert torch.allclose(scores[:, :6], network(mel, changed).scores[:, :6], atol=1e-5)


@pytest.mark.parametrize("causal", [False, True])
def test_attention_in_plain_steps_is_that_of_torch(causal: bool) -> None:
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 3, 50, 16) for _ in range(3))
    short = (each.bfloat16() for each in (query, key, value))
    expected = torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    assert torch.equal(attended(query, key, value, causal), expected)
    assert torch.allclose(attended(*short, causal).float(), expected, atol=0.03)


def test_training_goes_on_where_it_was(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    going_on = tmp_path / "recogniser"
    shutil.copytree(trained, going_on)
    before = torch.load(going_on / "checkpoint.pt", weights_only=True)["progress"]
    order = ["--data", CLIPS, "--out", going_on, "--smoke", "--steps", before["step"] + 2]
    train.main([str(each) for each in order])
    after = torch.load(going_on / "checkpoint.pt", weights_only=True)["progress"]
    assert f"going on from step {before['step']}" in capsys.readouterr().out
    assert after["step"] == before["step"] + 2


def test_the_exported_folder_is_a_whisper_to_faster_whisper(trained: Path, tmp_path: Path) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    export(trained, tmp_path)
    model = WhisperModel(str(tmp_path), device="cpu", compute_type="float32")
    assert model.model.is_multilingual
    samples = np.concatenate([tone(1.0, 200.0), np.zeros(SAMPLE_RATE, np.float32)])
    options = {
        "language": "en",
        "word_timestamps": True,
        "max_new_tokens": 12,
        "temperature": 0.0,
        "beam_size": 1,
    }
    segments, _ = BatchedInferencePipeline(model).transcribe(
        samples, batch_size=2, vad_filter=False, clip_timestamps=[{"start": 0, "end": 2}], **options
    )
    assert all(word.end >= word.start for segment in segments for word in segment.words)
    segments, info = model.transcribe(samples, **options)
    assert info.language == "en"
    assert isinstance([*segments], list)


def test_the_exported_weights_hear_what_the_network_hears(trained: Path, tmp_path: Path) -> None:
    import ctranslate2
    from faster_whisper import WhisperModel

    export(trained, tmp_path)
    mel = np.random.default_rng(0).standard_normal((80, 3000)).astype(np.float32)
    heard = WhisperModel(str(tmp_path), device="cpu", compute_type="float32").encode(mel)
    with torch.no_grad():
        expected = load_network(trained / "checkpoint.pt").encoder(torch.from_numpy(mel)[None])
    assert isinstance(heard, ctranslate2.StorageView)
    assert np.allclose(np.array(heard), expected.numpy(), atol=0.02)


def test_the_mean_of_two_networks_lies_halfway(tokens: Tokens) -> None:
    options = NetworkOptions(tokens.count, tokens.text_count, **train.SMOKE_SIZE)
    one, other = Recogniser(options), Recogniser(options)
    found = mean(one, other).state_dict()
    for name, weight in one.state_dict().items():
        assert torch.allclose(found[name], (weight + other.state_dict()[name]) / 2, atol=1e-6)


def test_a_network_is_what_it_was_after_its_export(trained: Path, tmp_path: Path) -> None:
    network = load_network(trained / "checkpoint.pt")
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    to_ctranslate2(network, load_tokens(trained / "tokenizer.json"), tmp_path)
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())


def test_the_transformers_folder_names_what_transformers_expects(
    trained: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    export(trained, tmp_path / "shipped")
    restore.main(["--model", str(tmp_path / "shipped"), "--out", str(tmp_path / "other")])
    weights = load_file(tmp_path / "other" / "model.safetensors")
    config = json.loads((tmp_path / "other" / "config.json").read_text())
    width, layers = config["d_model"], range(config["encoder_layers"])
    assert weights["model.decoder.embed_tokens.weight"].shape == (config["vocab_size"], width)
    for number, name in product(layers, ("q_proj", "k_proj", "v_proj", "out_proj")):
        assert f"model.encoder.layers.{number}.self_attn.{name}.weight" in weights
    assert "model.encoder.layers.0.self_attn.k_proj.bias" not in weights


def test_what_was_shipped_can_be_trained_further_with_more_layers(
    trained: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file

    export(trained, tmp_path / "shipped")
    restore.main(["--model", str(tmp_path / "shipped"), "--out", str(tmp_path / "other")])
    network = load_network(trained / "checkpoint.pt")
    had = network.options
    options = replace(
        had, encoder_layers=had.encoder_layers + 1, decoder_layers=had.decoder_layers + 2
    )
    deeper = Recogniser(options).eval()
    added = deeper.start_from(load_file(tmp_path / "other" / "model.safetensors"))
    assert added == [deeper.encoder.layers[0], *deeper.decoder.layers[:2]]
    mel, tokens = torch.randn(1, 80, 400), torch.randint(0, 100, (1, 12))
    with torch.no_grad():
        before, after = network(mel, tokens), deeper(mel, tokens)
    assert torch.allclose(before.scores, after.scores, atol=0.05)
    assert torch.allclose(before.following, after.following, atol=0.05)
    for side in ("encoder", "decoder"):
        more = Recogniser(replace(had, **{f"{side}_layers": getattr(options, f"{side}_layers")}))
        with pytest.raises(ValueError, match=f"{side} layers"):
            network.start_from(more.weights_for_transformers())


def test_while_a_network_with_weights_settles_its_added_layers_learn_and_the_others_rest(
    trained: Path, tmp_path: Path
) -> None:
    start, out = tmp_path / "start", tmp_path / "out"
    export(trained, tmp_path / "shipped")
    restore.main(["--model", str(tmp_path / "shipped"), "--out", str(start)])
    options = replace(load_network(trained / "checkpoint.pt").options, encoder_layers=2)
    training = train.Training(options, out, Budget(1.0, steps=9), 1, start)
    windows, _ = train.material(CLIPS, (), load_tokens(start / "tokenizer.json"))
    training._step(next(windows.batches(SMOKE_STAGES[1], 1)))
    added, own = training.network.encoder.layers
    assert all(weight.grad is not None for weight in added.parameters())
    assert all(weight.grad is None for weight in own.parameters())


def edits(one: str, other: str) -> int:
    """The number of edits, written as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        edits(one[1:], other) + 1,
        edits(one, other[1:]) + 1,
        edits(one[1:], other[1:]) + (one[0] != other[0]),
    )


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
@settings(deadline=None, max_examples=60)
def test_the_alignment_is_the_cheapest(one: str, other: str) -> None:
    errors = score.aligned([*one], [*other])
    assert errors.substituted + errors.deleted + errors.inserted == edits(one, other)
    assert len(one) - errors.deleted - errors.substituted == len(errors.same)
    assert all(one[i] == other[j] for i, j in errors.same)


def test_words_over_anothers_are_told_apart_from_the_others(tmp_path: Path) -> None:
    told = Conversation(
        "talk",
        "talk.flac",
        3.0,
        {},
        (
            turn("Vera", ("We", 0.5, 0.85), ("counted", 0.8, 1.4), ("everything.", 1.4, 2.1)),
            turn("Jonas", ("Right.", 1.2, 1.5)),
            turn("Jonas", ("Good.", 2.1, 2.5)),
        ),
    )
    assert {word.text for word in score.over_another(told)} == {"counted", "everything.", "Right."}
    write_audio(tmp_path / told.audio, tone(3.0, 220.0))
    write_conversations(tmp_path / "conversations.jsonl", [told])
    heard = [TimedWord(text, 0.5, 0.8) for text in ("We", "counted", "everyone", "good")]
    figures = score.summary(score.results(lambda _: heard, tmp_path))
    assert (figures.over_another, figures.missed_over_another) == (3 / 5, 2 / 3)
    assert figures.missed_alone == 0.0
    assert figures.word_errors == 2 / 5


def turn(who: str, *said: tuple[str, float, float]) -> SpokenTurn:
    words = tuple(TimedWord(*word) for word in said)
    text = " ".join(word.text for word in words)
    return SpokenTurn(who, text, "statement", words[0].start, words[-1].end, words)
