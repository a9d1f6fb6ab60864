"""What `check` can find: every code with its meaning and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from podscribe.errors import PodscribeError


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault. `mends` says what --fix does about it, where that is certain."""

    name: str
    title: str
    why: str
    mends: str | None = None


CODES: tuple[Code, ...] = (
    Code(
        "T101",
        "time goes backward",
        "A line begins before the line above it. Which of the two is wrong cannot be told from "
        "the text alone, so neither is changed.",
    ),
    Code(
        "T102",
        "line without a time",
        "Readers cannot jump to it, and captions made from it get an estimated time.",
    ),
    Code(
        "T103",
        "sec and time disagree",
        "The page shows one time and links to another. Which is right cannot be told.",
    ),
    Code(
        "T104",
        "sec or time is broken",
        "`sec` must be a whole number and `time` the same as M:SS or H:MM:SS, in quotes.",
        "Both are written anew where they agree on the time or only one can be read.",
    ),
    Code(
        "T105",
        "sec without time, or time without sec",
        "The page's template needs both.",
        "The missing one is written from the other.",
    ),
    Code(
        "T106",
        "line that lasts over an hour",
        "The next line begins, or the episode ends, more than an hour later: most likely a time "
        "was typed with hours where minutes were meant.",
    ),
    Code(
        "T107",
        "text beyond the episode's duration",
        "Lines begin after the page's `duration` ends: the duration or the times are wrong.",
    ),
    Code(
        "T108",
        "line that ends before it begins",
        "No player shows such a caption.",
    ),
    Code(
        "S201",
        "line without a speaker",
        "It appears on the page as if nobody said it.",
    ),
    Code(
        "S202",
        "one speaker under several spellings",
        "Two names of the transcript differ only in case, accents, or what looks like a slip of "
        "the fingers.",
        "Where they differ only in case, accents, blanks or punctuation, all become the one that "
        "more than half of the rows have, if there is one.",
    ),
    Code(
        "S203",
        "speaker is neither guest nor host",
        "More people speak than the page's `guests` and the show's host account for. The host is "
        "`host` in podscribe.yaml; without one, one speaker who is no guest is taken for the host.",
    ),
    Code(
        "S204",
        "speaker is a sentence",
        "What stands in the place of the name has more than 80 characters, or more than five words "
        "of which most begin small or that end as a sentence does: a line's text slipped there.",
    ),
    Code(
        "S205",
        "speaker with stray punctuation",
        "The name begins or ends with a colon, a comma or the like.",
        "The stray characters are removed; the name gets the spelling that S202 finds right.",
    ),
    Code("X301", "empty line", "A row says nothing."),
    Code(
        "X302",
        "duplicate row",
        "The same words stand twice, said by the same speaker or, within 60 rows, once by nobody: "
        "most likely a row was pasted twice. What else a copy lacks is not reported.",
        "The second is removed where both are the same in every field and over 40 characters long.",
    ),
    Code(
        "X303",
        "unbalanced quotes or brackets",
        "Within one turn a quote or bracket opens and never closes, or closes without opening.",
    ),
    Code(
        "X304",
        "mojibake",
        "Characters that come from reading UTF-8 as something else.",
        "The text is read the way it was meant where nothing garbled remains after that.",
    ),
    Code(
        "X305",
        "time in the text",
        "The text begins with a time: a time, a name or a chapter's title slipped into it.",
    ),
    Code(
        "H401",
        "header without a line of its own",
        "Another header, or the end of the transcript, follows at once. It opens no chapter.",
    ),
    Code(
        "H402",
        "header doubled",
        "The same header stands twice over the same line, or over a line and its copy.",
        "The second is removed where both stand over the same line.",
    ),
    Code(
        "P501",
        "text before the front matter",
        "Site generators look for three dashes at the very beginning and take such a page for "
        "plain text. It may be meant so, to keep a page unpublished.",
    ),
    Code("P502", "missing metadata", "A key that the show's pages have is not there, or empty."),
    Code(
        "P503",
        "unfilled placeholder",
        "`TODO` or `{{ … }}` from a template still stands in the front matter.",
    ),
    Code(
        "P504",
        "quotableClips disagree with the headers",
        "A clip and the header of the same name begin at different times, or one of them is "
        "missing. A first clip at 0 may begin before its header.",
    ),
    Code(
        "P505",
        "quotableClips overlap or leave a gap",
        "A clip ends where the next begins.",
    ),
    Code(
        "P506",
        "value is not text",
        "YAML reads an unquoted yes, a date or a number as something else than text.",
        "It is put in quotes.",
    ),
    Code("P507", "unknown key in a row", "A row has `header`, or `line`, `sec`, `time`, `who`."),
    Code("P508", "no transcript", "The page has no rows under `transcript`."),
    Code(
        "P509",
        "duration cannot be read",
        "`duration` is written as in ISO 8601: PT01H04M12S.",
    ),
    Code(
        "P510",
        "key given twice",
        "YAML takes the last of them, and what the others say vanishes without a word.",
    ),
    Code(
        "P511",
        "header and line in one row",
        "A row is either: of one that has both, the line is read and the header is not.",
    ),
)
BY_NAME = {code.name: code for code in CODES}


def code_named(name: str) -> Code:
    """The code of a name, or an error with the nearest one."""
    if name in BY_NAME:
        return BY_NAME[name]
    near = get_close_matches(name.upper(), BY_NAME, n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else f"codes go from {CODES[0].name} on"
    raise PodscribeError(f"{name!r} is no code of a finding", remedy=remedy)


def explained(code: Code) -> str:
    """The code for people who ask what it means."""
    mends = code.mends or "Nothing: it takes a person to tell what is right."
    return f"{code.name}: {code.title}\n\n{code.why}\n\nWhat --fix does: {mends}\n"
