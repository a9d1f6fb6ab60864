"""What has to be known of English to name a chapter: which words say nothing, and how verbs end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podscribe.layout.cues import FUNCTION_WORDS

LEAST_SHARE = 0.27  # of function words: 36 to 49 % of the words of English talks, 18 % of Dutch


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


PRONOUNS = _list(
    """
    i you he she it we they me him her us them this that these those there here so such one ones
    mine yours hers ours theirs yourself myself itself ourselves themselves
    """
)
# Function words that may end a caption, so cues do not know them.
_SMALL = _list(
    """
    why whose then too up down off out over under again once also yes own same other others
    another more most much many few less least several even still ever never always often
    sometimes already yet soon ago before after since until against across along around behind
    above below near back away within upon toward towards per instead rather quite else either
    neither both though unless whatever whenever wherever whoever whichever
    """
)
_ANYBODY = _list(
    """
    anybody anyone anything everybody everyone everything nobody none nothing somebody someone
    something somehow somewhere anyway anywhere everywhere
    """
)
_SHORTENED = _list(
    """
    don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't isn't aren't wasn't
    weren't haven't hasn't hadn't ain't let's what's who's where's how's here's he's she's
    you've you'd you'll they've they'd they'll he'd she'd we'd it'd it'll that'll there'll gonna
    wanna gotta
    """
)
# What holds talks together, and judges.
_TALK = _list(
    """
    okay ok yeah yep right sure well oh ah uh um hmm wow hey hi hello bye please sorry thanks
    thank cool great nice awesome amazing interesting good bad better best fine maybe perhaps
    pretty lot lots bit little kind kinds sort sorts type types thing things stuff way ways case
    cases point part example examples question questions answer answers idea reason fact matter
    opinion sense guess mean means meant bunch couple whole certain different similar specific
    particular possible important difficult hard harder hardest easy easier easiest tough solid
    glad stuck huge deep high low full half open close free fast slow strong weak common general
    normal entire single various quick big small new old long short first second third last next
    main real true able supposed interested curious happy laughs chuckles inaudible agrees
    crosstalk all both multiple usual wrong complex related active potential simple typical
    broad broader enough efficient average far honest few fewer outside inside deeper accessible
    confident faster slower aware basic pleasant busy exciting useful necessary popular recent
    traditional modern extra top forward step term terms million billion
    """
)
# What anybody does, and when.
_DOINGS = _list(
    """
    doing done go goes going gone went get gets getting got gotten make makes making made take
    takes taking took taken give gives giving gave given come comes coming came put puts say
    says saying said tell tells telling told talk talks talking talked speak speaking ask asks
    asking asked know knows knowing knew known think thinks thinking thought want wants wanted
    need needs needed likes liked see sees seeing saw seen look looks looking looked find finds
    finding found feel feels feeling felt try tries trying tried use uses using used work works
    working worked start starts starting started begin keep keeps kept let lets happen happens
    happening happened become becomes becoming became seem seems remember understand understood
    mention mentioned describe described explain explained imagine suppose wonder wondering hear
    heard show shows showed turn turned end ends ended help helps helped helping decide decided
    change changed time times day days week weeks month months year years today tomorrow
    yesterday now moment people person guy guys man woman two three four five six seven eight
    nine ten hundred thousand percent number side place world life name word words appear
    appears appeared bring brings bringing brought suffer struggle struggling state stated
    expect expects expected catch caught jump jumping contribute contributed perform performing
    build builds built buy bought add adds added stay stays stayed leave leaves left move moves
    moved pay paid spend spent learn learned believe run runs running ran call calls called stop
    stops stopped
    """
)
EMPTY = FUNCTION_WORDS | PRONOUNS | _SMALL | _ANYBODY | _SHORTENED | _TALK | _DOINGS

# Adjectives that say nothing by themselves and a lot before a noun: open source, deep learning.
OPENERS = _list(
    "open closed deep big small real hard soft high low long short full free fast human"
)
BEFORE_NOUNS = _list(
    """
    a an the this that these those my your his her its our their some any every no of in on at by
    for from with into about between through during without as more most less many few several
    than or and other another per
    """
)
CONJUNCTIONS = _list(
    "what how why if when where which than before after while because whether since unless until"
)
# Behind these, what somebody thinks or does is what a phrase is about.
BEFORE_CLAUSES = CONJUNCTIONS | _list(
    "as and or but so now like do did can could should would kind kinds type types"
)
BEFORE_VERBS = _list(
    """
    to you i we they he she it who can could will would should must may might cannot can't don't
    didn't doesn't won't let's not
    """
)
GREETING = re.compile(
    r"\b(?:welcome|hello|hi (?:everyone|everybody|all|there)|good (?:morning|evening|afternoon))\b",
    re.IGNORECASE,
)
PARTING = re.compile(r"\b(?:thanks|thank you|goodbye|bye)\b", re.IGNORECASE)
LAST_WORDS = re.compile(
    r"\b(?:anything else|(?:last|final|closing) (?:words?|thoughts?|remarks?)|wrap(?:ping)? up"
    r"|before we (?:finish|end|go|close|wrap)"
    r"|any(?:thing)?(?: \w+)? you(?:'d| would)? (?:want|like) to (?:say|add|mention)"
    r"|how can (?:people|listeners|they|we) (?:find|reach|contact))\b",
    re.IGNORECASE,
)
_LEANING = _list("it its this these those they them their he him his she her there here")
_STANDING = re.compile(
    r"(?:how|why|what|where|when|which|who|[a-z]{2,}ing"
    r"|(?:career|professional) (?:journey|path))\b",
    re.IGNORECASE,
)
_PERSONS = _list("i me you we us")
# What a text cannot be cut behind: something has to come.
_WAITING = _list(
    """
    able order go going gonna get getting make making take taking use using try trying want wants
    need needs likely such due based related compared according supposed instead rather
    kind kinds sort sorts type types lot lots bit couple number part one just
    """
)
_LIKE_ADVERBS = _list(
    """
    ally anomaly apply assembly belly bully butterfly comply family fly imply italy jelly july
    monopoly multiply poly rally rely reply supply
    """
)
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = _list("begin forget admit submit commit refer prefer")


def is_english(words: Sequence[str]) -> bool:
    """Whether a text, given as lower-case words, is English as people talk it."""
    return sum(word in FUNCTION_WORDS for word in words) > LEAST_SHARE * len(words)


def carries(word: str) -> bool:
    """Whether a word says what a talk is about.

    >>> carries("supply"), carries("Really"), carries("what's")
    (True, False, False)
    """
    plain = word.lower().replace("’", "'")
    return len(plain) > 1 and plain not in EMPTY and not is_adverb(plain)


def is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _LIKE_ADVERBS


def hangs(word: str) -> bool:
    """Whether what ends with the word seems broken off."""
    plain = word.lower().replace("’", "'")
    return plain in FUNCTION_WORDS or plain in PRONOUNS


def closes(word: str) -> bool:
    """Whether a text can be cut behind the word."""
    return not hangs(word) and word.lower() not in _SMALL | _WAITING


def is_personal(words: Sequence[str]) -> bool:
    """Whether a phrase speaks to somebody, which a heading does not.

    >>> is_personal(["expecting", "you"]), is_personal(["growing", "your", "base"])
    (True, False)
    """
    return not _PERSONS.isdisjoint(word.lower().replace("’", "'").split("'")[0] for word in words)


def leans(words: Sequence[str]) -> bool:
    """Whether a phrase says "it" of something that it does not name, or seems broken off."""
    lower = [word.lower().replace("’", "'").split("'")[0] for word in words]
    return not lower or lower[0] == "that" or hangs(words[-1]) or not _LEANING.isdisjoint(lower)


def stands(text: str) -> bool:
    """Whether a phrase is a title without a topic before it: an act, a question, a career.

    >>> stands("how to bake bread"), stands("Leaving the bakery"), stands("favorite book")
    (True, True, False)
    """
    return text.endswith("?") or _STANDING.match(text) is not None


def gerund(verb: str) -> str:
    """The verb as what one does.

    >>> [gerund(verb) for verb in ("bake", "run", "see", "tie", "open", "begin", "show", "be")]
    ['baking', 'running', 'seeing', 'tying', 'opening', 'beginning', 'showing', 'being']
    """
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return f"{verb[:-1]}ing"
    closed = re.search(r"(?:[^aeiouy]|qu)[aeiou][^aeiouwxy]$", verb) is not None
    if closed and (len(_VOWELS.findall(verb)) == 1 or verb in _DOUBLED):
        return f"{verb}{verb[-1]}ing"
    return f"{verb}ing"
