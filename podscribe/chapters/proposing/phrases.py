"""An English sentence as the phrase that an editor would set over its answer.

>>> phrase("So, what is the difference between rye and wheat?").text
'difference between rye and wheat'
>>> phrase("And how do you decide what to bake?").text, phrase("Why did you leave the bakery?").text
('how to decide what to bake', 'leaving the bakery')
>>> phrase("Before we begin, can you maybe tell us a bit more about your first oven?").text
'first oven'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache

from podscribe.chapters.proposing.english import (
    BEFORE_CLAUSES,
    CONJUNCTIONS,
    EMPTY,
    gerund,
    hangs,
)
from podscribe.chapters.proposing.questions import is_question
from podscribe.layout.cues import SOUND


class Form(Enum):
    """What a phrase is, the best first."""

    TOPIC = "a noun, what one does, how to do it"
    OPEN = "a question for more than yes or no"
    CLOSED = "a question for yes or no"
    STATEMENT = "anything else"


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    form: Form


def _words(*patterns: str) -> re.Pattern[str]:
    """What begins with one of the patterns, as whole words and with the commas after them."""
    return re.compile(rf"^(?:{'|'.join(patterns)})(?:\s*[,:;.…–—-]+\s*|\s+|$)", re.IGNORECASE)


_WH = r"(?:how|why|what|which|who|when|where)"
_AUX = (
    r"(?:do|does|did|can|could|should|would|will|have|has|are|is|were|was"
    r"|don't|doesn't|didn't|can't|couldn't|shouldn't|wouldn't|isn't|aren't)"
)
_YOU = r"(?:you|we|they|i|people|one|someone|somebody)"
_LY = r"(?!(?:ap|com|im|multip|re|sup)p?ly\b)\w+ly"
_ADVERBS = rf"(?:(?:also|still|ever|even|then|always|just|often|already|{_LY})\s+)*"
_SOFTLY = rf"(?: (?:please|maybe|perhaps|also|still|just|ever|already|{_LY}))*"
_MORE = (
    r"(?: (?:a (?:little )?bit|a little|more|briefly|quickly|shortly|some|again|also|please|maybe"
    r"|in (?:more )?detail|something|(?:a )?few words))*"
)
_WHO = r"(?:us|me|everyone|the (?:audience|listeners)|our listeners)"
_TELL = (
    rf"(?:tell|explain|describe|walk|share|give|talk|elaborate|speak|say){_MORE}"
    rf"(?: (?:to |with )?{_WHO})?{_MORE}(?: (?:through|about|on|of))?"
)

# What stands before a question and says nothing of it.
_FILLER = _words(
    r"so|and|but|or|because|okay|ok|well|yeah|yes|yep|no|right|alright|now|then|also|actually"
    r"|basically|maybe|perhaps|probably|like|again|anyways?|cool|great|nice|interesting|sure|sorry"
    r"|first of all|hi|hello|hey|oh|wow|hmm|um|uh|plus|still|just|exactly|of course|got it",
    r"i mean|you know|i (?:guess|think|believe|suppose|see)|let's say|by the way|for example"
    r"|in fact|in general|in this case|that|if|whether|about"
    r"|(?:in|from) your (?:opinion|experience|view|point of view|perspective)",
    r"i(?:'m| am| was|'ve been)? (?:also |just |really |very |then )*(?:wonder(?:ing)?|curious)"
    r"(?: to (?:know|hear|learn))?(?: about)?",
    r"(?:the|my|your|our|another|one|next|first|second|last|other|a)[\w ]{0,30}question"
    r"(?: (?:(?:that )?(?:i|we) have|here|for you|right now|now)){0,2}(?: from \w+)?"
    r"(?: (?:is|was))?(?: about)?",
    r"(?:do|did) you (?:think|feel|know|believe|remember|find)(?: that| if)?",
    r"would you say(?: that)?",
    r"(?:is|was) about",
)
# What stands before the name of a thing, or before a question that is told and not asked.
_NAMING = _words(
    r"(?:coming|going|getting) back to(?: (?:our|the|your))?"
    r"(?: (?:discussion|conversation|main topic|topic|question|point))?(?: (?:about|of))?",
    rf"let's (?:talk|start|begin|speak|discuss|go back|get back|move on|switch){_MORE}"
    r"(?: (?:about|with|to|on))?",
    r"i (?:(?:also |just |really )?(?:want|wanted|would like|'d like|like|love|was going)|'d love)"
    rf" to (?:ask|know|talk|hear|understand|discuss|learn|cover)(?: you)?{_MORE}"
    r"(?: (?:about|if))?",
    rf"(?:can|could|would|will|do|did) (?:you|we){_SOFTLY} {_TELL}",
    rf"(?:you|we) (?:can|could){_SOFTLY} {_TELL}",
    rf"{_TELL}(?= (?:your|the|how|what|why|a|this|that)\b)",
    rf"(?:you (?:can|could|would)|(?:can|could|would) you){_SOFTLY} (?:recommend|suggest)"
    r"(?: (?:any|some))?",
    r"(?:what do you think|how do you (?:feel|think)|what do you know) (?:about|of)",
    r"what(?:'s| is| are) your (?:opinions?|take|views?|thoughts?|feeling)(?: on| about)?",
    r"(?:what|how) about",
    rf"(?:do|did) (?:you|we){_SOFTLY} have (?:any|some)",
    rf"(?:do|did) (?:you|we){_SOFTLY} have(?= (?:a|an|the|your|other|enough|specific)\b)",
    r"(?:is|are|was|were) there(?: also| still)?(?: any| an| a| some)?(?: other)?",
)
_TAGS = re.compile(
    r"[\s,–-]+(?:right|correct|no|yes|isn't it|don't you|doesn't it|is it|or not|or no|you know"
    r"|maybe|actually|basically|exactly|then|or what|or something|i guess|for you|in your opinion"
    r"|in general|if you can|please|too|as well|at all|right now|now|so far|today|here|there"
    r"|(?:for|by|about|of|with|on|in) (?:that|this|it|them)|in a bit more detail"
    r"|according to your experience)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(rf"{SOUND.pattern}|\([^()]*\)")
_OPENING = re.compile(r"[“«]|(?:(?<=\s)|^)\"")  # what is quoted stands for itself
_CLOSING = re.compile(r"[”»\"]")
_HESITATION = re.compile(r",? \b(?:um+|uh+|well|like|you know|i mean)\b,", re.IGNORECASE)
_THOUGHT = re.compile(
    r"\b(what|who|which) do you (?:think|feel|believe|say)"
    r" (?=(?:is|are|was|makes?|made|should|would|will|can|could)\b)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s+")
_ENDS = re.compile(r"^[\W_]+|[\s.,;:!?…–—-]+$")
_ARTICLE = re.compile(
    r"^(?:(?:about|for)[, ]+)?(?:such a thing as )?(?:(?:the|a|an|some|any|your|other)\s+)?",
    re.IGNORECASE,
)
_OPEN = re.compile(rf"^{_WH}\b", re.IGNORECASE)
_CLOSED = re.compile(rf"^{_AUX}\b", re.IGNORECASE)
_LATER = re.compile(  # the question in a sentence that begins with something else
    r"[,:;–—-]\s*(?:(?:so|and|but|or|then)\s+)?(?=(?:how|why|what|which|who)\s+"
    rf"(?:[\w'-]+\s+){{0,3}}?{_AUX}\b"
    r"|(?:can|could|would|do|did|are|is|have) (?:you|we|there)\b)",
    re.IGNORECASE,
)
_ANOTHER = re.compile(  # question in the same sentence
    r",? (?:and|or|but) (?:(?:maybe|also|so|then) )?"
    rf"(?:{_WH}|{_AUX}|if|i|you|we|they|it|there)\b.*",
    re.IGNORECASE,
)
_EXACTLY = re.compile(  # "how exactly do you"
    rf"\b({_WH}) (?:exactly|actually|really|usually|typically|specifically|basically)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"‘([^‘’']+)['’]")
_OF_KIND = re.compile(
    r"^(?:(?:an|some|any|other|more) )?(?:examples?|kinds?|types?|sorts?|couple|bit|lot) of"
    r" (?=\w)",
    re.IGNORECASE,
)
# What somebody thinks or does with a thing says nothing of it: "the book that you would give".
_RELATIVE = re.compile(
    r",? (?:(?:that|which|who|whom) )?(?:you|we|i)(?:'\w+)? (?!(?:to|and|or)\b)", re.IGNORECASE
)
_PERSON = re.compile(r"^(?:i|you|he|she|it|we|they|this|that|these|those)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^(?:when|since|because|as|after|with|instead)\b"
    r"|\b(?:it|this|that|you|we|they|he|she|i|there)(?:'\w+)?\b"
    r"|\b(?:is|are|was|were|has|have|had|will|would|can|could|should|do|does|did|don't)\b",
    re.IGNORECASE,
)
_WANTING = (
    r"(?:(?:need|want|have|try|like|plan|decide|start|begin|manage|get|tend|choose|use|happen"
    r"|end up|go about|come)\s+(?:to\s+(?=\w)|(?=\w+ing\b)))?"
)
_NEED = r"(?:(?:need|have|want) to )?"
_ACT = r"(?P<verb>[a-z]+)(?P<rest> .*)?$"

_HELPING = ("be", "do", "have")

_Made = Callable[[re.Match[str]], str | None]


def _doing(match: re.Match[str]) -> str | None:
    """What somebody did, as what one does."""
    verb, rest = match["verb"].lower(), match["rest"] or ""
    if not rest or (hangs(verb) and verb not in _HELPING):
        return None
    return f"{verb if verb.endswith('ing') else gerund(verb)}{rest}"


def _told(template: str) -> _Made:
    return lambda match: template.format(**match.groupdict())


_THING = (
    r"(?:what|which|who)(?:'s| is| are| was| were| would be)"
    r"(?: (?:actually|usually|really|exactly))?"
    r" (?P<thing>(?!(?:it|this|that|they|he|she|we|you|i|there|going|happening)\b).+)$"
)
_WHICH = (
    r"(?:what|which) (?P<thing>(?!(?:do|does|did|is|are|about|if|would|should|can)\b)"
    rf"[\w-]+(?: [\w-]+){{0,2}}?) {_AUX} {_YOU} .*$"
)
_KIND = rf"(?:what|which) (?:kinds?|types?|sorts?) of (?P<thing>.+?) {_AUX} .*$"
_OF_THING = (
    r"the (?P<thing>[\w-]+(?: [\w-]+)?) (?:is|are|was|were) (?P<rest>(?:for|in|with|of|when) .+)$"
)
_HOW_TO = rf"how (?:do|can|could|should|would|to) {_YOU} {_ADVERBS}(?P<act>\S+ .+)$"
# The forms of questions and what is made of each; the first that fits is taken.
_SHAPES: tuple[tuple[re.Pattern[str], _Made], ...] = tuple(
    (re.compile(f"^{pattern}", re.IGNORECASE), made)
    for pattern, made in (
        (_KIND, _told("{thing}")),
        (_THING, _told("{thing}")),
        (_HOW_TO, _told("how to {act}")),
        (rf"(?:how|why|when) did {_YOU} {_ADVERBS}{_WANTING}{_ACT}", _doing),
        (rf"what (?:made|led|brought) {_YOU} (?:to )?{_ADVERBS}{_WANTING}{_ACT}", _doing),
        (rf"why (?:do|should|would|can) {_YOU} {_ADVERBS}{_NEED}(?P<act>.+)$", _told("why {act}")),
        (_WHICH, _told("{thing}")),
        (rf"(?:do|did|can|could|should) {_YOU} {_ADVERBS}{_WANTING}{_ACT}", _doing),
        (_OF_THING, _told("{thing} {rest}")),
    )
)


def phrase(sentence: str, names: frozenset[str] = frozenset()) -> Phrase:
    """The sentence without what leads to it, as a noun or what one does where its form is known.

    `names` are those by which somebody may be addressed.
    """
    text, named = _led_to(_without_names(_plain(sentence), names))
    text = _ANOTHER.sub("", text.replace(" : ", " "))
    for pattern, made in _SHAPES:
        if (match := pattern.match(text)) is not None and (found := made(match)):
            return Phrase(_noun(found), Form.TOPIC)
    if named and _PERSON.match(text) is None:
        return Phrase(_noun(text), Form.TOPIC)
    asked = is_question(sentence)
    if asked and (_OPEN.match(text) or _CLOSED.match(text)):
        return Phrase(f"{text}?", Form.OPEN if _OPEN.match(text) else Form.CLOSED)
    is_noun = asked and _CLAUSE.search(text) is None
    return Phrase(_noun(text), Form.TOPIC if is_noun else Form.STATEMENT)


def _plain(sentence: str) -> str:
    text = _QUOTED.sub(r"\1", sentence).replace("’", "'")
    text = _EXACTLY.sub(r"\1", _OPENING.sub(": ", _ASIDE.sub(" ", text)))
    text = _BLANKS.sub(" ", _HESITATION.sub(" ", _CLOSING.sub(" ", text)))
    return _ENDS.sub("", _THOUGHT.sub(r"\1 ", text))


def _led_to(text: str) -> tuple[str, bool]:
    """What is left when nothing more leads to it, and whether it is the name of something."""
    named = False
    while True:
        before = text
        while (match := _NAMING.match(text)) is not None:
            text, named = text[match.end() :], True
        text = _without_tags(_ENDS.sub("", _FILLER.sub("", text, count=1)))
        if text == before:
            break
    later = None if named or _OPEN.match(text) or _CLOSED.match(text) else _LATER.search(text)
    return (text, named) if later is None else _led_to(text[later.end() :])


def _noun(text: str) -> str:
    bare = _ARTICLE.sub("", _OF_KIND.sub("", _ARTICLE.sub("", _without_tags(text))))
    shorter = _without_clause(bare)
    if len(shorter.split()) > 1 or shorter.lower() in EMPTY:
        return shorter
    return bare


def _without_clause(text: str) -> str:
    for match in _RELATIVE.finditer(text):
        first, *others = text[: match.start()].lower().split() or [""]
        last = others[-1] if others else first
        whole = CONJUNCTIONS.isdisjoint(others)  # else what is left would be half a clause
        if first and whole and last not in BEFORE_CLAUSES and not last.endswith(","):
            return text[: match.start()]
    return text


def _without_tags(text: str) -> str:
    while (shorter := _ENDS.sub("", _TAGS.sub("", text))) != text:
        text = shorter
    return text


def _without_names(text: str, names: frozenset[str]) -> str:
    """The text without its addressee: "Mara, what…", "…, Mara"."""
    return _addressee(names).sub(r"\1", text) if names else text


@cache
def _addressee(names: frozenset[str]) -> re.Pattern[str]:
    called = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"^((?:\w+[, ]+)?)(?:{called})\s*[,–-]\s*|,\s*(?:{called})(?:,|$)")
