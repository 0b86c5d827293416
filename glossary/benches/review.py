"""How long a decision takes in a review through a pipe: python3 glossary/benches/review.py TERMBASE [COUNT]

Each command is written when the answer to the one before has come, as a person would. Prints the time to
the first candidate, and median, 99th percentile and longest time of the decisions in milliseconds. The
termbase is changed: use a copy. `cargo run --release -p glossary --example many_candidates` makes one.
"""

import subprocess
import sys
import time

COMMANDS = ["a\n", "x\n", "e some English\n", "s\n", "x no term\n", "n\n", "u\n", ">\n", "x\n"]


def main():
    termbase, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    start = time.perf_counter()
    review = subprocess.Popen(
        ["target/release/shuyu", "-q", "-d", termbase, "review"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    review.stdout.readline()
    print(f"first candidate after {(time.perf_counter() - start) * 1000:.0f} ms")
    times = {}
    for number in range(count):
        command = COMMANDS[number % len(COMMANDS)]
        start = time.perf_counter()
        review.stdin.write(command)
        review.stdin.flush()
        answer = review.stdout.readline()
        times.setdefault(command.split()[0], []).append((time.perf_counter() - start) * 1000)
        if not answer:
            sys.exit("the review has ended")
    review.stdin.close()
    review.wait()
    every = [time for group in times.values() for time in group]
    for name, group in [("all", every), *times.items()]:
        group.sort()
        print(
            f"{name:>4}: {len(group)} commands, median {group[len(group) // 2]:.1f}, "
            f"p99 {group[int(len(group) * 0.99)]:.1f}, longest {group[-1]:.1f} ms"
        )


main()
