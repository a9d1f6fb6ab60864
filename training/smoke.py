"""Every step of the training on tiny settings: `python -m training.smoke --work DIR`.

texts ─► speech ─► conversations, an example ─► training ─► export ─► scores, in a minute or two.
What is spoken are the clips kept in `training/clips`, so that no synthesizer need be installed;
where there is one it speaks a few sentences more. Nothing is learnt in so short a time: what this
shows is that every step still takes what the one before it gives.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from training import examples, mix_many, score, ship
from training.codec import write_audio
from training.data import Clip, Conversation, Samples, Utterance, write_conversations
from training.diarization import embedding, segmentation, tune
from training.diarization import export as export_diarization
from training.grammar import held_out, scorable, sentence, trainable
from training.mix import mix
from training.recogniser import export as export_recogniser
from training.recogniser import restore
from training.recogniser import train as train_recogniser
from training.speak import __main__ as speaking
from training.speak.clips import available
from training.speak.packs import PackedClip, gather, read_clips, samples_of, write_pack
from training.voices import VOICES, Voice, voice_named

CLIPS = Path(__file__).parent / "clips"
KEPT_VOICES = ("slt", "rms", "awb")
KEPT_OF_EACH = 7
PACK = "kept"
RECOGNISER_STEPS = 6
DIARIZATION_STEPS = 4
CONVERSATIONS = 4
TURNS_OF_EACH = 3


def main(given: Sequence[str] | None = None) -> None:
    """All steps, or only the speaking of the clips that are kept."""
    parser = argparse.ArgumentParser(prog="python -m training.smoke", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where everything goes")
    parser.add_argument("--keep", action="store_true", help="speak the kept clips anew instead")
    options = parser.parse_args(given)
    if options.keep:
        keep_clips()
        return
    options.work.mkdir(parents=True, exist_ok=True)
    texts()
    speech(options.work)
    make_conversations(options.work / "conversations", CONVERSATIONS, TURNS_OF_EACH)
    for name in ("tuned", "held-out"):
        make_conversations(options.work / name, 1, 1)
    example(options.work / "examples")
    recogniser(options.work)
    diarization(options.work)
    shipping(options.work)
    print("every step has run")


def keep_clips() -> None:
    """Speak the clips that stand in the repository."""
    words = random.Random(11)
    requests = [
        speaking.Request(sentence(words, keep=trainable), voice_named(name), 100 + number)
        for name in KEPT_VOICES
        for number in range(KEPT_OF_EACH)
    ]
    CLIPS.mkdir(exist_ok=True)
    spoken = speaking.speak_many(requests)
    write_pack(CLIPS, PACK, [(asked.text, clip) for asked, clip in spoken], ".flac")
    gather(CLIPS, [PACK])
    (CLIPS / f"{PACK}.jsonl").unlink()


def texts() -> None:
    """Sentences for training hold none that only scoring may use."""
    rng = random.Random(1)
    made = [sentence(rng, keep=trainable) for _ in range(50)]
    assert not any(held_out(text) for text in made)
    print(f"texts: {len(set(made))} sentences, the first: {made[0]}")


def speech(work: Path) -> None:
    """A few sentences more where a synthesizer is installed."""
    if not any(available(voice) for voice in VOICES):
        print("speech: no synthesizer is installed; the kept clips do")
        return
    _call(speaking.main, "--count", 3, "--seed", 5, "--out", work / "speech")
    _call(mix_many.main, "--count", 1, "--seconds", 10, "--seed", 5, "--out", work / "spoken")


def make_conversations(folder: Path, count: int, turns: int) -> None:
    """Conversations of the kept clips."""
    folder.mkdir(exist_ok=True)
    made = [_conversation(folder, number, turns) for number in range(count)]
    write_conversations(folder / "conversations.jsonl", made)
    assert mix_many.script(random.Random(2), ["Vera", "Jonas"], 30.0, held_out=True)
    print(f"{folder.name}: {count}")


def example(folder: Path) -> None:
    """An example's script, and the audio and truth of another that the kept clips can speak."""
    planned = examples.EXAMPLES[0]
    people = list(planned.voices)
    said = examples.script(random.Random(3), people, planned.minutes, planned.chapters)
    assert said
    assert all(scorable(each.text) for each in said)
    folder.mkdir(exist_ok=True)
    examples.write(planned, *_mixed(planned.name, 0, TURNS_OF_EACH, people), folder)
    print(f"{folder.name}: {planned.name}")


def _conversation(folder: Path, number: int, turns: int) -> Conversation:
    samples, truth = _mixed(f"smoke-{number}", number, turns)
    write_audio(folder / truth.audio, samples)
    return truth


def _mixed(
    name: str, number: int, turns: int, people: Sequence[str] | None = None
) -> tuple[Samples, Conversation]:
    """What the kept clips say, in the order of that number."""
    rng = np.random.default_rng(number)
    voices = [voice_named(name) for name in KEPT_VOICES[: 2 + number % 2]]
    kept = {(clip.voice, clip.text): clip for clip in read_clips(CLIPS / "clips.jsonl")}
    said = _utterances(kept.values(), voices, turns, rng)

    def speak(text: str, voice: Voice, rng: np.random.Generator) -> Clip:
        found = kept[voice.name, text]
        return Clip(samples_of(CLIPS, found), found.words, voice.name)

    return mix(name, said, voices, rng, "varied", people, speak)


def _utterances(
    clips: Iterable[PackedClip], voices: Sequence[Voice], turns: int, rng: np.random.Generator
) -> list[Utterance]:
    """So many turns of each voice, one after the other."""
    every = list(clips)
    texts = [[clip.text for clip in every if clip.voice == voice.name] for voice in voices]
    orders = [rng.permutation(len(own)) for own in texts]
    return [
        Utterance(speaker, texts[speaker][int(order[turn])], "statement", "smoke")
        for turn in range(turns)
        for speaker, order in enumerate(orders)
    ]


def recogniser(work: Path) -> None:
    """Train and export a tiny recogniser, train it further, and export the mean of both."""
    first, then, start = work / "recogniser", work / "further", work / "start"
    out = work / "export" / "whisper"
    order = ["--data", CLIPS, "--conversations", work / "conversations", "--smoke", "--steps"]
    _call(train_recogniser.main, *order, RECOGNISER_STEPS, "--out", first)
    _call(export_recogniser.main, "--training", first, "--out", out)
    _call(restore.main, "--model", out, "--out", start)
    _call(train_recogniser.main, *order, RECOGNISER_STEPS, "--start", start, "--out", then)
    _call(export_recogniser.main, "--training", then, "--before", first, "--out", out)


def _call(step: Callable[[Sequence[str]], None], *given: object) -> None:
    """A step as its command line calls it."""
    step([str(each) for each in given])


def diarization(work: Path) -> None:
    """Train, export and tune a tiny pipeline, then train one of its models further."""
    data, first, then = work / "conversations", work / "diarization", work / "diarization-further"
    out, before = work / "export" / "pyannote", work / "before"
    order = ["--data", data, "--smoke", "--steps", DIARIZATION_STEPS, "--work"]
    for step in (segmentation, embedding):
        _call(step.main, *order, first)
    for folder in (before, out):
        shutil.rmtree(folder, ignore_errors=True)
    _call(export_diarization.main, "--data", data, "--work", first, "--out", before)
    _call(segmentation.main, *order, then, "--start", before)
    kept = ["--before", before, "--out", out]
    _call(export_diarization.main, "--data", data, "--work", then, *kept)
    _call(tune.main, "--data", work / "tuned", "--folder", out)


def shipping(work: Path) -> None:
    """Put the models into a folder as podscribe has them, score them, write their cards."""
    to, scores = work / "shipped", work / "scores.json"
    _call(ship.main, "--export", work / "export", "--to", to)
    models = ["--whisper", to / "whisper", "--pyannote", to / "pyannote"]
    rest = ["--out", scores, "--runs", 1, "--speechless", 2]
    _call(score.main, "--data", work / "held-out", *models, *rest)
    _call(ship.main, "--scores", scores, "--to", to)


if __name__ == "__main__":
    main()
