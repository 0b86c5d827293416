#!/usr/bin/env python3
"""Compares `shuyu pinyin` with other converters of Chinese to pinyin: same lists, same machine, one process each.

usage: pinyin_peers.py [--shuyu PROGRAM] [--cpp FOLDER] [--counts COUNTS.tsv] [--trainer COMMAND] [--terms TERMS.tsv]
                       [--forms FORMS.tsv] [--text TEXT] [--only NAMES] [--work FOLDER] [--runs N] [--timeout SECONDS]

Prints one Markdown table. A figure whose list is not given is left out (–).

--cpp     folder with `input.txt`, a sentence a line, and `gold.tsv`: line TAB index TAB character TAB reading, both
          numbers from 0. Printed: the share of marked characters that are read as marked; the same where a neutral tone
          for a full one, or the reverse, is forgiven; where tones are; and the mean of the shares of each character.
--counts  counts of readings for the trainer of shuyu's model; with --cpp it prints the figures of five folds, which
          have a row of their own. --trainer says how it is called.
--terms   term TAB reading [TAB other reading …], syllables with digits: how many terms are wholly right, neutral tone
          and the tones of 一 and 不 forgiven.
--forms   term TAB form [TAB other form …]: the share of terms written exactly as one of the forms, for those that join
          syllables to words.
--text    running text, repeated to a megabyte, for the speed. That of terms is measured on the terms, 100 times over.

Speeds are those of the whole process of the fastest run, start-up included; start-up alone (one character) is told.
The converters take turns, so that what else the machine does slows none of them alone.
The others are installed from PyPI, npm and crates.io into the folder of --work, a temporary one if none is given: the
latest there are, which takes some minutes. What cannot be installed, fails or takes too long has a line that says so.
Needs Python 3.10; cargo for two of them, node and npm for two.

Example, from the root of the workspace:
  cargo build --release && cargo build --release -p glossary --example train_polyphones
  python3 glossary/benches/pinyin_peers.py --work target/pinyin-peers --cpp CPP --counts COUNTS.tsv \\
      --trainer target/release/examples/train_polyphones --text SPEECH.txt
"""

import argparse
import collections
import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXT_BYTES = 1_000_000
TERM_REPEATS = 100
NONE = "–"
TITLES = ("converter", "version", "CPP %", "neutral", "toneless", "macro", "terms right", "forms %", "characters/s",
          "terms/s", "start s")
TRAINER = "cargo run --quiet --release -p glossary --example train_polyphones --"


@dataclass(frozen=True)
class Peer:
    """One of the others: where it is from, what is installed (the first has the version), whether it joins words."""

    kind: str
    packages: tuple[str, ...]
    joins: bool = False


PEERS = {
    "pinyin crate (first readings)": Peer("rust", ("pinyin",)),
    "pinyin-converter crate": Peer("rust", ("pinyin-converter",)),
    "pypinyin": Peer("python", ("pypinyin",)),
    "pypinyin after jieba": Peer("python", ("pypinyin", "jieba")),
    "pinyin-pro": Peer("node", ("pinyin-pro",)),
    "@kensio/pinyinjs": Peer("node", ("@kensio/pinyinjs",), joins=True),
    "xpinyin": Peer("python", ("xpinyin",)),
    # It does not name numpy among what it needs.
    "g2pM": Peer("python", ("g2pM", "numpy")),
}


@dataclass
class Row:
    """A line of the table: the cells by title, and what went wrong."""

    name: str
    version: str = ""
    problem: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    # None where nothing can be called.
    call: "Call | None" = None
    joins: bool = False
    # Of the fastest run of each file: seconds, and processor time as a share of them.
    fastest: dict[Path, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Lists:
    """What is measured with."""

    cpp: Path | None
    terms: list[list[str]]
    forms: list[list[str]]
    # Files that the converters read.
    cpp_input: Path | None
    terms_input: Path | None
    many_terms: Path | None
    forms_input: Path | None
    running: Path | None
    characters: int
    one: Path


# Says how a converter is called: mode (`text`, `terms` or `forms`), file to read, file to write if it does not print.
# A line for each line: a token a character, `_` where there is no reading; for forms the term as it writes it.
Call = Callable[[str, Path, Path], list[str]]


class PeerFailed(Exception):
    """A peer could not be installed or run; the message is for the table."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("--shuyu", default="target/release/shuyu", help="the program [default: %(default)s]")
    parser.add_argument("--cpp", type=Path, metavar="FOLDER", help="with input.txt and gold.tsv")
    parser.add_argument("--counts", type=Path, help="counts of readings, for the figures of five folds")
    parser.add_argument("--trainer", default=TRAINER, metavar="COMMAND", help="[default: %(default)s]")
    parser.add_argument("--terms", type=Path, default=here.parent / "tests" / "data" / "term-readings.tsv",
                        help="terms and their readings [default: the 300 of the tests]")
    parser.add_argument("--forms", type=Path, help="terms and their forms by words")
    parser.add_argument("--text", type=Path, help="running text, for the speed")
    parser.add_argument("--only", help="names of the table, separated by commas")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="[default: a temporary one]")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each [default: %(default)s]")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one run [default: %(default)s]")
    args = parser.parse_args()
    names: list[str] = args.only.split(",") if args.only else list(PEERS)
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        parser.error(f"not among {', '.join(PEERS)}: {', '.join(unknown)}")
    if not Path(args.shuyu).exists():
        parser.error(f"no program {args.shuyu}: cargo build --release, or say where it is with --shuyu")
    for path in filter(None, (args.terms, args.forms, args.text, args.counts, args.cpp and args.cpp / "gold.tsv")):
        if not path.is_file():
            parser.error(f"no file {path}")
    if args.runs < 1:
        parser.error("--runs: at least 1")

    with tempfile.TemporaryDirectory() as folder:
        work: Path = args.work.resolve() if args.work else Path(folder, "work")
        work.mkdir(parents=True, exist_ok=True)
        lists = prepare(args, Path(folder))
        shuyu = str(Path(args.shuyu).resolve())
        rows = [Row("shuyu", output_of([shuyu, "--version"]), call=call_shuyu(shuyu), joins=True)]
        if args.cpp:
            rows.append(five_folds(args))
        for name in names:
            row = Row(name, joins=PEERS[name].joins)
            rows.append(row)
            try:
                row.call, row.version = install(name, work)
            except PeerFailed as failure:
                row.problem = str(failure)
        for row in rows:
            measure_readings(row, lists, Path(folder), args.timeout)
        for _ in range(args.runs):
            for row in rows:
                measure_times(row, lists, Path(folder), args.timeout)
        for row in rows:
            tell_times(row, lists)
    print_table(rows, lists, args)


def prepare(args: argparse.Namespace, folder: Path) -> Lists:
    """Reads the lists and writes the files that the converters read."""
    terms = read_table(args.terms)
    forms = read_table(args.forms) if args.forms else []
    for term, *readings in terms:
        if any(len(reading.split()) != len(term) for reading in readings):
            sys.exit(f"{args.terms}: {term}: not one syllable a character")
    lines = clean_lines(args.text) if args.text else []
    size = sum(len(line.encode()) + 1 for line in lines)
    lines *= -(-TEXT_BYTES // size) if size else 0

    def written(name: str, content: list[str]) -> Path | None:
        path = folder / name
        path.write_text("".join(line + "\n" for line in content), encoding="utf-8")
        return path if content else None

    one = written("one.txt", ["中"])
    assert one
    return Lists(
        cpp=args.cpp,
        terms=terms,
        forms=forms,
        cpp_input=args.cpp / "input.txt" if args.cpp else None,
        terms_input=written("terms.txt", [term for term, *_ in terms]),
        many_terms=written("many-terms.txt", [term for term, *_ in terms] * TERM_REPEATS),
        forms_input=written("forms.txt", [term for term, *_ in forms]),
        running=written("text.txt", lines),
        characters=sum(map(len, lines)),
        one=one,
    )


def read_table(path: Path) -> list[list[str]]:
    """The lines with at least two fields, comments and empty fields dropped."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    rows = [[field.strip() for field in line.split("\t") if field.strip()] for line in lines if line[:1] != "#"]
    return [row for row in rows if len(row) > 1]


def clean_lines(path: Path) -> list[str]:
    """The lines of a text that have anything on them, without blanks at their ends."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        sys.exit(f"neither UTF-8 nor GB18030: {path}")
    return [line.strip() for line in text.split("\n") if line.strip()]


def call_shuyu(program: str) -> Call:
    def call(mode: str, source: Path, _target: Path) -> list[str]:
        options = {
            "text": ["--text", "--style", "digits"],
            "terms": ["--style", "digits"],
            "forms": ["--style", "joined"],
        }
        return [program, "pinyin", *options[mode], "--input", str(source)]

    return call


def five_folds(args: argparse.Namespace) -> Row:
    """What the trainer prints of the model when it has not seen the sentences it is asked about."""
    row = Row("shuyu, 5-fold")
    if not args.counts:
        row.problem = "not run: it takes --counts"
        return row
    command = [*shlex.split(args.trainer), str(args.counts), str(args.cpp / "input.txt"), str(args.cpp / "gold.tsv")]
    try:
        # Building it may take long.
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=args.timeout * 3)
    except (OSError, subprocess.TimeoutExpired) as error:
        row.problem = f"not run: {reason(str(error))}"
        return row
    figure = r"(\d\.\d+)"
    found = re.search(rf"^with the model\s+right {figure}, neutral tone forgiven {figure}, toneless {figure}, "
                      rf"mean of characters {figure}$", done.stdout, re.MULTILINE)
    if not found:
        row.problem = f"not run: {reason(done.stderr) or 'the trainer printed no figures'}"
        return row
    row.cells |= dict(zip(TITLES[2:6], (percent(float(share)) for share in found.groups())))
    return row


def measure_readings(row: Row, lists: Lists, folder: Path, timeout: int) -> None:
    """What one converter reads and writes rightly."""
    if not row.call or row.problem:
        return
    try:
        if lists.cpp and lists.cpp_input:
            lines = run(row.call, "text", lists.cpp_input, folder, timeout)[0]
            row.cells.update(zip(TITLES[2:6], map(percent, score_cpp(lists.cpp / "gold.tsv", lines))))
        if lists.terms_input:
            lines = run(row.call, "terms", lists.terms_input, folder, timeout)[0]
            right = sum(is_right(term, lines[at]) for at, term in enumerate(lists.terms))
            row.cells["terms right"] = f"{right}/{len(lists.terms)}"
        if row.joins and lists.forms_input:
            lines = run(row.call, "forms", lists.forms_input, folder, timeout)[0]
            exact = sum(nfc(lines[at]) in map(nfc, forms) for at, (_, *forms) in enumerate(lists.forms))
            row.cells["forms %"] = percent(exact / len(lists.forms))
    except PeerFailed as failure:
        row.problem = str(failure)


def measure_times(row: Row, lists: Lists, folder: Path, timeout: int) -> None:
    """One timed run on each of the files that speed is measured with."""
    if not row.call or row.problem:
        return
    try:
        for mode, source in (("text", lists.running), ("terms", lists.many_terms), ("text", lists.one)):
            if source:
                times = run(row.call, mode, source, folder, timeout)[1:]
                row.fastest[source] = min(times, row.fastest.get(source, times))
    except PeerFailed as failure:
        row.problem = str(failure)


def tell_times(row: Row, lists: Lists) -> None:
    seconds = {source: times[0] for source, times in row.fastest.items()}
    if lists.running in seconds:
        row.cells["characters/s"] = rate(lists.characters / seconds[lists.running])
    if lists.many_terms in seconds:
        row.cells["terms/s"] = rate(len(lists.terms) * TERM_REPEATS / seconds[lists.many_terms])
    if lists.one in seconds:
        row.cells["start s"] = f"{seconds[lists.one]:.2f}"


def run(call: Call, mode: str, source: Path, folder: Path, timeout: int) -> tuple[list[str], float, float]:
    """What the converter makes of the lines of a file, the seconds of its process, the share of them it computed."""
    target = folder / "out.txt"
    target.unlink(missing_ok=True)
    command = call(mode, source, target)
    # Order of strings in sets decides nothing; warnings about old syntax in the packages are theirs.
    environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", PYTHONUTF8="1")
    with open(folder / "printed.txt", "wb") as printed:
        used = processor_time()
        started = time.monotonic()
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.PIPE,
                                  env=environment, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise PeerFailed(f"stopped after {timeout} s") from None
        except OSError as error:
            raise PeerFailed(f"failed: {reason(str(error))}") from None
        seconds = time.monotonic() - started
        used = processor_time() - used
    if done.returncode != 0:
        said = reason(done.stderr.decode(errors="replace"))
        raise PeerFailed(f"failed: {said or f'ended with {done.returncode}'}")
    written = target if target.exists() else folder / "printed.txt"
    lines = written.read_text(encoding="utf-8").split("\n")
    texts = source.read_text(encoding="utf-8").split("\n")
    if len(lines) != len(texts):
        raise PeerFailed(f"failed: {len(lines) - 1} lines for {len(texts) - 1}")
    for number, (text, line) in enumerate(zip(texts, lines), 1):
        if mode != "forms" and len(line.split()) != len(text):
            raise PeerFailed(f"failed: not one token a character in line {number}")
    return lines, seconds, used / seconds


def processor_time() -> float:
    """Seconds of all children so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def score_cpp(gold: Path, lines: list[str]) -> tuple[float, float, float, float]:
    """Shares right, right but for a neutral tone, right but for tones, and the mean of those of each character."""
    right = soft = toneless = 0
    by_character: dict[str, list[bool]] = collections.defaultdict(list)
    for row in gold.read_text(encoding="utf-8").split("\n"):
        if not row:
            continue
        number, index, character, label = row.split("\t")
        tokens = lines[int(number)].split()
        expected = sound(label)
        found = sound(tokens[int(index)]) if int(index) < len(tokens) else None
        is_same = found == expected
        by_character[character].append(is_same)
        right += is_same
        soft += is_same or is_same_but_neutral(found, expected)
        toneless += found is not None and expected is not None and found[0] == expected[0]
    items = sum(map(len, by_character.values()))
    if not items:
        sys.exit(f"nothing in {gold}")
    mean = sum(sum(found) / len(found) for found in by_character.values()) / len(by_character)
    return right / items, soft / items, toneless / items, mean


def is_right(term: list[str], line: str) -> bool:
    """Whether all syllables are those of one of the readings, neutral tone and the tones of 一 and 不 forgiven."""
    text, *readings = term
    found = [sound(token) for token in line.split()]
    if len(found) != len(text):
        return False

    def alike(character: str, one: "Sound | None", other: "Sound | None") -> bool:
        if one is None or other is None:
            return False
        return one == other or is_same_but_neutral(one, other) or (character in "一不" and one[0] == other[0])

    return any(all(map(alike, text, found, map(sound, reading.split()))) for reading in readings)


# Letters, ü as v, and tone: 1 to 5.
Sound = tuple[str, str]
MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def sound(token: str) -> Sound | None:
    """A syllable in any of the spellings that the converters use: marks, digits at the end; ü, v or u:."""
    letters, tone = "", "5"
    for character in unicodedata.normalize("NFD", token.lower().replace("u:", "v").replace("ɡ", "g")):
        if character in MARKS:
            tone = MARKS[character]
        elif character == "\u0308" and letters.endswith("u"):
            letters = letters[:-1] + "v"
        elif character in "1234":
            tone = character
        elif character.isalpha():
            letters += character
    letters = {"lue": "lve", "nue": "nve"}.get(letters, letters)
    return (letters, tone) if letters else None


def is_same_but_neutral(one: Sound | None, other: Sound | None) -> bool:
    return one is not None and other is not None and one[0] == other[0] and "5" in (one[1], other[1])


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def percent(share: float) -> str:
    return f"{100 * share:.2f}"


def rate(number: float) -> str:
    """Three digits that count."""
    digits = len(str(int(number)))
    return f"{round(number, 3 - digits):,.0f}"


def print_table(rows: list[Row], lists: Lists, args: argparse.Namespace) -> None:
    print("| " + " | ".join(TITLES) + " |")
    print("|" + " --- |" * len(TITLES))
    for row in rows:
        if row.problem:
            row.version = "; ".join(filter(None, (row.version, row.problem.replace("|", "/"))))
        print("| " + " | ".join([row.name, row.version] + [row.cells.get(title, NONE) for title in TITLES[2:]]) + " |")
    print()
    if lists.cpp:
        print("- CPP: shuyu's model is trained on this very split, so its own row says nothing about other text:"
              " compare the row of five folds, where each fifth is read by a model trained on the rest. g2pM is trained"
              " on another split of the same collection; the others are trained on none.")
    print("- Neutral: a neutral tone for a full one, or the reverse, forgiven; macro: mean of the shares of each"
          " character; terms: neutral tone and the tones of 一 and 不 forgiven.")
    sizes = [f"{lists.characters:,} characters of running text"] if lists.characters else []
    sizes.append(f"{len(lists.terms) * TERM_REPEATS:,} terms")
    print(f"- Speeds: whole process, start-up included, fastest of {args.runs}, of {' and '.join(sizes)};"
          " start: one character.")
    # A process that waits for no one computes all the time.
    waiting = [f"{row.name} {100 * min(shares):.0f} %" for row in rows
               if (shares := [share for seconds, share in row.fastest.values() if seconds > 0.5]) and min(shares) < 0.9]
    if waiting:
        print(f"- The machine was busy with other things: of a processor, {', '.join(waiting)} in the fastest run.")


# Installing.

def install(name: str, work: Path) -> tuple[Call, str]:
    """How a peer is called, and its name and version; PeerFailed with the reason when it cannot be had."""
    return {"rust": install_crate, "python": install_wheel, "node": install_module}[PEERS[name].kind](name, work)


def install_wheel(name: str, work: Path) -> tuple[Call, str]:
    packages = PEERS[name].packages
    venv = work / "venv"
    python = str(venv / "bin" / "python")
    if not Path(python).exists():
        prepared([sys.executable, "-m", "venv", str(venv)])
    prepared([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    version = output_of([python, "-c", f"import importlib.metadata as it; print(it.version({packages[0]!r}))"])

    def call(_mode: str, source: Path, target: Path) -> list[str]:
        return [python, str(Path(__file__).resolve()), "--run-peer", name, str(source), str(target)]

    return call, version


def install_module(name: str, work: Path) -> tuple[Call, str]:
    package = PEERS[name].packages[0]
    folder = work / "node"
    folder.mkdir(exist_ok=True)
    (folder / "package.json").touch()
    if not (folder / "package.json").read_text(encoding="utf-8"):
        (folder / "package.json").write_text('{ "private": true, "type": "module" }\n', encoding="utf-8")
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise PeerFailed("not installed: no node or no npm")
    prepared([npm, "install", "--json", "--no-audit", "--no-fund", "--ignore-scripts", package], cwd=folder)
    manifest = json.loads((folder / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    program = folder / f"{package.rsplit('/', 1)[-1]}.mjs"
    program.write_text(NODE_START + NODE_PEERS[name] + NODE_END, encoding="utf-8")

    def call(mode: str, source: Path, target: Path) -> list[str]:
        return [node, str(program), mode, str(source), str(target)]

    return call, str(manifest["version"])


def install_crate(name: str, work: Path) -> tuple[Call, str]:
    package = PEERS[name].packages[0]
    folder = work / f"crate-{package}"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    # The libraries of both crates are called `pinyin`, hence the renaming; the workspace, as the folder may lie in one.
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "peer-{package}"\nversion = "0.0.0"\nedition = "2021"\npublish = false\n\n'
        f'[dependencies]\npeer = {{ package = "{package}", version = "*" }}\n\n[workspace]\n', encoding="utf-8")
    (folder / "src" / "main.rs").write_text(RUST_PEERS[name] + RUST_MAIN, encoding="utf-8")
    cargo = shutil.which("cargo")
    if not cargo:
        raise PeerFailed("not installed: no cargo")
    environment = dict(os.environ, CARGO_TARGET_DIR=str(work / "crates"))
    prepared([cargo, "build", "--quiet", "--release"], cwd=folder, env=environment)
    lock = (folder / "Cargo.lock").read_text(encoding="utf-8")
    version = re.search(rf'name = "{re.escape(package)}"\nversion = "([^"]+)"', lock)

    def call(_mode: str, source: Path, target: Path) -> list[str]:
        return [str(work / "crates" / "release" / f"peer-{package}"), str(source), str(target)]

    return call, version[1] if version else ""


def prepared(command: list[str], **options: Any) -> None:
    """Runs a step of installing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=1800, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerFailed(f"not installed: {reason(str(error))}") from None
    if done.returncode != 0:
        raise PeerFailed(f"not installed: {npm_error(done.stdout) or reason(done.stderr or done.stdout)}")


def npm_error(printed: str) -> str:
    """What npm says in JSON; its last line for people only names a file of its own."""
    try:
        error = json.loads(printed)["error"]
        return reason(f"{error['code']}: " + str(error["detail"] or error["summary"]).strip().split("\n")[0])
    except (ValueError, KeyError, TypeError):
        return ""


def output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, errors="replace").stdout.strip()


def reason(text: str) -> str:
    """The last line, without addresses."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"\bhttps?://\S+", "…", lines[-1])[:160] if lines else ""


# Peers in Rust: `read` gives the tokens of a line.

RUST_MAIN = """
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut out = String::new();
    for line in std::fs::read_to_string(&arguments[1])?.lines() {
        out.push_str(&read(line).join(" "));
        out.push('\\n');
    }
    std::fs::write(&arguments[2], out)
}
"""

RUST_PEERS = {
    "pinyin crate (first readings)": """
use peer::ToPinyin;

fn read(line: &str) -> Vec<&'static str> {
    line.chars().map(|c| c.to_pinyin().map_or("_", |it| it.with_tone_num_end())).collect()
}
""",
    # It leaves blanks out, and keeps together what it cannot read.
    "pinyin-converter crate": """
fn read(line: &str) -> Vec<String> {
    let mut rest = line.chars().peekable();
    let mut tokens = Vec::new();
    for word in peer::Pinyin::sentence(line).words() {
        while rest.next_if(|c| c.is_whitespace() && !word.text.starts_with(*c)).is_some() {
            tokens.push("_".to_owned());
        }
        let length = word.text.chars().count();
        let mut syllables = word.pinyin.split_whitespace();
        for _ in 0..length {
            let syllable = if word.pinyin == word.text { None } else { syllables.next() };
            tokens.push(syllable.unwrap_or("_").to_owned());
            rest.next();
        }
    }
    tokens.extend(rest.map(|_| "_".to_owned()));
    tokens
}
""",
}


# Peers in JavaScript: `read` gives the tokens of a line, `write` the form of a term.

NODE_START = """import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
"""

NODE_END = """
const [mode, source, target] = process.argv.slice(2);
const lines = readFileSync(source, "utf8").split("\\n");
const spell = mode === "forms" ? write : (line) => read(line).join(" ");
writeFileSync(target, lines.map((line) => (line ? spell(line) : "")).join("\\n"));
"""

NODE_PEERS = {
    # Without sandhi, as that is no reading; it is by default with.
    "pinyin-pro": """import { pinyin } from "pinyin-pro";

const options = { type: "array", toneType: "num", toneSandhi: false, nonZh: "spaced" };
const read = (line) => pinyin(line, options).map((token) => (/^\\p{L}*[a-zü]\\d$/u.test(token) ? token : "_"));
""",
    "@kensio/pinyinjs": """import { convert, convertPieces, loadDictionary } from "@kensio/pinyinjs";
import { fileSource } from "@kensio/pinyinjs/node";

const folder = fileURLToPath(new URL("node_modules/@kensio/pinyinjs/data", import.meta.url));
const dictionary = await loadDictionary(fileSource(folder), "full");
const plain = { notation: "numbers", numbers: "keep", capitals: "none", apostrophe: "never", punctuation: "keep",
                sandhi: { yiBu: false } };
// A piece that names its characters is followed by those that go on with them.
const read = (line) => {
  const characters = [...line];
  const tokens = characters.map(() => "_");
  let at = 0;
  let end = 0;
  for (const piece of convertPieces(dictionary, line, plain)) {
    if (piece.syllable === undefined) continue;
    if (piece.source !== undefined) {
      const source = [...piece.source];
      at = end;
      while (at < characters.length && characters[at] !== source[0]) at += 1;
      end = at + source.length;
    }
    if (at < end) tokens[at] = piece.text.trim();
    at += 1;
  }
  return tokens;
};
const write = (term) => convert(dictionary, term, { numbers: "keep", capitals: "proper", sandhi: { yiBu: false } });
""",
}


# What follows runs in the venv, one peer a process.

HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")


def run_peer(name: str, source: str, target: str) -> None:
    """Reads the lines of a file and writes their tokens."""
    read = PYTHON_PEERS[name]()
    lines = Path(source).read_text(encoding="utf-8").split("\n")
    Path(target).write_text("\n".join(" ".join(read(line)) if line else "" for line in lines), encoding="utf-8")


Read = Callable[[str], Iterable[str]]


def pypinyin() -> Callable[[str | list[str]], list[str]]:
    from pypinyin import Style, lazy_pinyin  # type: ignore[import-not-found]

    def read(text: str | list[str]) -> list[str]:
        tokens: list[str] = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True,
                                        errors=lambda run: ["_"] * len(run))
        return tokens

    return read


def pypinyin_after_jieba() -> Read:
    import logging

    import jieba  # type: ignore[import-not-found]
    jieba.setLogLevel(logging.ERROR)
    read = pypinyin()
    return lambda line: read(jieba.lcut(line))


def xpinyin() -> Read:
    from xpinyin import Pinyin  # type: ignore[import-not-found]
    converter = Pinyin()

    # It reads each character alone, and keeps together what it cannot read.
    def read(line: str) -> Iterator[str]:
        at = 0
        for found in HAN.finditer(line):
            yield from "_" * (found.start() - at)
            tokens = converter.get_pinyin(found[0], splitter=" ", tone_marks="numbers").split()
            if len(tokens) != len(found[0]):
                tokens = [converter.get_pinyin(character, tone_marks="numbers") for character in found[0]]
            yield from tokens
            at = found.end()
        yield from "_" * (len(line) - at)

    return read


def g2pm() -> Read:
    from g2pM import G2pM  # type: ignore[import-not-found]
    model = G2pM()

    # It gives back what it cannot read, blanks too.
    def read(line: str) -> Iterator[str]:
        tokens = model(line, tone=True, char_split=True)
        return (token if HAN.match(character) else "_" for character, token in zip(line, tokens, strict=True))

    return read


PYTHON_PEERS: dict[str, Callable[[], Callable[[str], Iterable[str]]]] = {
    "pypinyin": pypinyin,
    "pypinyin after jieba": pypinyin_after_jieba,
    "xpinyin": xpinyin,
    "g2pM": g2pm,
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run-peer"]:
        run_peer(*sys.argv[2:])
    else:
        main()
