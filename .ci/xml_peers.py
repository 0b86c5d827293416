#!/usr/bin/env python3
"""Compares our XML reader with xmllint (libxml2) and expat, over good files and thousands of spoilt ones.

    python3 .ci/xml_peers.py VERDICTS FOLDER [FILES [SEED]]

VERDICTS is the example xml_verdicts of the package tmx. FILES (2000) files are made in FOLDER out of the test data by
deletions, insertions, exchanges and cuts, always the same for a SEED (1). What both other parsers refuse has to be
refused in a line that one of them names, what both accept has to be accepted. Exempt are what we refuse on purpose
(definitions in a DOCTYPE, the limits) and what we read on purpose: where a byte order mark or the bytes show UTF-8 or
UTF-16, the name of the encoding does not matter.
"""

import pathlib
import random
import re
import subprocess
import sys
import xml.parsers.expat as expat

SEEDS = ["tmx/tests/data/tmx/*.tmx", "tmx/tests/data/xliff/*", "tmx/tests/data/srx/*.srx", "glossary/tests/data/exchange/*.tbx"]
WORDS = """<|>|&|"|'|/|=| |\n|\r\n|\r|;|-|--|-->|<!--|<!-- x -->|]]>|<![CDATA[|<![CDATA[x]]>|<?|?>|<?p x?>|&amp;|&nbsp;
|<?xml version="1.0"?>|<!DOCTYPE tmx SYSTEM "a.dtd">|<!DOCTYPE x>|&#1;|&#x4e2d;|&lt|\0|\x01|\x1a|\ufffe|\ufeff|\u00b7|\u6d77
|<seg>|</seg>|<seg/>|</tmx>|<a b="| a="1"| a=1| xml:lang="en"| standalone="yes"|[|]|!|?|:|x|1|.""".replace("\n|", "|", 2).split("|")
GUARDS = ["it defines entities", "are nested", "more than 64 attributes", "is longer than"]
ENCODINGS = ["encoding", "ncoding in XML"]


def spoilt(good, chance):
    """A file out of the good ones, with up to three things done to it."""
    file = bytearray(chance.choice(good))
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        # Half of the damage where most rules are.
        at = chance.randrange(len(file) + 1) if chance.random() < 0.6 else min(len(file), chance.randrange(200))
        length = chance.choice([1, 1, 1, 2, 5, 20])
        other = chance.randrange(len(file) + 1)
        match chance.randrange(6):
            case 0:
                del file[at : at + length]
            case 1 | 2:
                file[at:at] = chance.choice(WORDS).encode()
            case 3:
                file[at : at + 1] = bytes([chance.randrange(256)])
            case 4:
                del file[at:]
            case _:
                file[at : at + length], file[other : other + length] = file[other : other + length], file[at : at + length]
    return bytes(file)


def by_expat(path):
    parser = expat.ParserCreate()
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        return error.lineno, expat.ErrorString(error.code)
    except (LookupError, ValueError) as error:
        return 0, f"encoding: {error}"
    return None


def by_xmllint(paths):
    """The first error of each file; namespaces are no matter of form."""
    found = {}
    for begin in range(0, len(paths), 200):
        part = [str(path) for path in paths[begin : begin + 200]]
        run = subprocess.run(["xmllint", "--noout", "--huge", "--nonet", *part], capture_output=True)
        for line in run.stderr.decode("utf-8", "replace").splitlines():
            if told := re.match(r"(.*?):(\d+): parser error : (.*)", line):
                found.setdefault(told[1], (int(told[2]), told[3]))
    return found


def by_us(program, paths):
    run = subprocess.run([program], input="\n".join(map(str, paths)).encode(), capture_output=True, check=True)
    found = {}
    for line in run.stdout.decode().split("\n")[:-1]:
        path, _, verdict = line.partition("\t")
        if verdict != "ok":
            number, _, cause = verdict.split(":", 2)
            found[path] = int(number), cause.strip()
    return found


def fault(ours, lint, expats):
    """What is wrong with our verdict; nothing where the others differ."""
    if lint and expats:
        if any(word in verdict[1] for word in ENCODINGS for verdict in (lint, expats)):
            return None
        # Where bytes are no text, each decoder is ahead of its parser by another piece.
        if ours and re.search("bytes that are no text|its encoding", ours[1]):
            return None
        if not ours:
            return "accepted"
        return None if ours[0] in (lint[0], expats[0]) else "refused in another line"
    if ours and not lint and not expats and not any(guard in ours[1] for guard in GUARDS):
        return "refused, though it is good"
    return None


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    number, seed = (int(it) for it in [*sys.argv[3:], *["2000", "1"][len(sys.argv) - 3 :]])
    folder.mkdir(parents=True, exist_ok=True)
    here = pathlib.Path(__file__).resolve().parent.parent
    good = [path.read_bytes() for pattern in SEEDS for path in sorted(here.glob(pattern))]
    chance = random.Random(seed)
    files = good + [spoilt(good, chance) for _ in range(number)]
    paths = [folder / f"{at:06}.xml" for at in range(len(files))]
    for path, file in zip(paths, files):
        path.write_bytes(file)
    ours, lint = by_us(program, paths), by_xmllint(paths)
    counts, faults = {"both good": 0, "both bad": 0, "they differ": 0}, []
    for path in paths:
        of_us, of_lint, of_expat = ours.get(str(path)), lint.get(str(path)), by_expat(path)
        kind = ["both good", "they differ", "both bad"][bool(of_lint) + bool(of_expat)]
        counts[kind] += 1
        if what := fault(of_us, of_lint, of_expat):
            faults.append(f"{path}: {what}: ours {of_us}, xmllint {of_lint}, expat {of_expat}")
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()))
    print("\n".join(faults[:20]) or "no verdict of ours differs from what both say")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
