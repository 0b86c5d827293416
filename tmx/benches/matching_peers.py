#!/usr/bin/env python3
"""Matching beside other ways to do it, on the same segments and queries.

  python3 tmx/benches/matching_peers.py SEGMENTS QUERIES [--queries 60] [--min 0.7]

SEGMENTS and QUERIES have a segment a line. Installs rapidfuzz from PyPI into `target/peers`, has
`cargo run --release -p tmx --example memory_speed` find the best five of each query, and does the
same with rapidfuzz (linear scan, one thread) and with SQLite's FTS5 (any trigram, the best 50 by
bm25, then ranked by Levenshtein). Prints a table of times, and how many of the best scores of the
scan each one found.
"""
import argparse
import collections
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "target" / "peers"


def install():
    if not (PEERS / "rapidfuzz").is_dir():
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", PEERS, "rapidfuzz"], check=True)
    sys.path.insert(0, str(PEERS))


def lines(path):
    return pathlib.Path(path).read_text(encoding="utf-8").split("\n")[:-1]


def scan(segments, queries, least):
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    def best(query):
        found = process.extract(query, segments, scorer=Levenshtein.normalized_similarity, score_cutoff=least, limit=5)
        return [score for _, score, _ in found]

    return timed(best, queries)


def trigrams(segments, queries, least):
    from rapidfuzz.distance import Levenshtein

    database = sqlite3.connect(":memory:")
    database.execute("create virtual table f using fts5(s, tokenize='trigram')")
    database.executemany("insert into f(rowid, s) values (?, ?)", enumerate(segments))

    def best(query):
        grams = sorted({query[at : at + 3] for at in range(len(query) - 2)})
        wanted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        rows = database.execute("select s from f where f match ? order by rank limit 50", (wanted,)) if grams else []
        scores = sorted((Levenshtein.normalized_similarity(query, text) for (text,) in rows), reverse=True)
        return [score for score in scores[:5] if score >= least]

    return timed(best, queries)


def timed(best, queries):
    times, found = [], []
    for query in queries:
        begin = time.perf_counter()
        found.append(best(query))
        times.append(1000 * (time.perf_counter() - begin))
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    return found, f"median {at(0.5):.2f} ms, mean {statistics.mean(times):.2f}, p95 {at(0.95):.2f}"


def ours(segments, queries, least):
    few = pathlib.Path(segments).with_name("few-queries.txt")
    few.write_text("".join(query + "\n" for query in queries), encoding="utf-8")
    command = ["cargo", "run", "-q", "--release", "-p", "tmx", "--example", "memory_speed", "--"]
    command += [str(segments), str(few), str(round(100 * least)), "5", "characters"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    found = collections.defaultdict(list)
    for row in lines(pathlib.Path(segments).with_name("matches.tsv")):
        number, score, _ = row.split("\t")
        found[int(number)].append(float(score))
    return [found[number] for number in range(len(queries))], re.sub(r", longest.*", "", told.strip().split("%: ")[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("segments", type=pathlib.Path)
    parser.add_argument("queries")
    parser.add_argument("--queries", dest="count", type=int, default=60)
    parser.add_argument("--min", type=float, default=0.7)
    args = parser.parse_args()
    install()
    args.segments = args.segments.resolve()
    segments, queries = lines(args.segments), lines(args.queries)[: args.count]
    right, told = scan(segments, queries, args.min)
    print(f"rapidfuzz, linear scan\t{told}\tall")
    for name, (found, told) in {
        "shuyu": ours(args.segments, queries, args.min),
        "FTS5 trigram, reranked": trigrams(segments, queries, args.min),
    }.items():
        same = sum(
            len(one) == len(other) and all(abs(a - b) < 2e-4 for a, b in zip(one, other))
            for one, other in zip(found, right)
        )
        print(f"{name}\t{told}\t{same} of {len(queries)} with the same scores")


if __name__ == "__main__":
    main()
