"""`python -m training.grammar --count N --seed S` prints sentences."""

from __future__ import annotations

import argparse
import random

from training.grammar import conversation, sentence


def main() -> None:
    """Sentences, one a line, or a whole conversation."""
    parser = argparse.ArgumentParser(prog="python -m training.grammar", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many sentences")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--people", nargs="+", help="a conversation of these instead, host first")
    parser.add_argument("--chapters", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=4.0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if not options.people:
        for _ in range(options.count):
            print(sentence(rng))
        return
    for each in conversation(rng, options.people, options.chapters, options.minutes):
        if each.header:
            print(f"## {each.header}")
        print(f"{options.people[each.speaker]} ({each.kind}): {each.text}")


if __name__ == "__main__":
    main()
