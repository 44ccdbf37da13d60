#!/usr/bin/env python3
"""Measures `provsmith check` beside xmllint in one run: check.py PROVSMITH FOLDER

Documents of 0.1, 1 and 10 MB for time and memory, one of 3 KB for the time of a whole process. xmllint only holds a
document against the grammar (msprov.dtd); it knows neither providers nor settings. Of each measurement the median is
printed; ratios are ours by the peer's. Needs GNU time and hyperfine.
"""

import json
import pathlib
import statistics
import subprocess
import sys

RUNS = 7
HERE = pathlib.Path(__file__).parent
DTD = HERE / "msprov.dtd"


def document(folder, kind, size, head=""):
    path = folder / f"{kind}-{size}{'-doctype' if head else ''}.xml"
    text = subprocess.run(
        [sys.executable, HERE / "documents.py", kind, str(size)], stdout=subprocess.PIPE, check=True
    ).stdout
    path.write_bytes(head.encode() + text)
    return path


def measure(*command):
    """Wall seconds, processor seconds, peak memory in bytes: the median of each over the runs."""
    rows = []
    for _ in range(RUNS):
        run = subprocess.run(
            ["/usr/bin/time", "-f", "%e %U %S %M", *map(str, command)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if run.returncode > 1:
            sys.exit(f"{command}: {run.stderr}")
        wall, user, system, peak = map(float, run.stderr.splitlines()[-1].split())
        rows.append((wall, user + system, peak * 1024))
    return [statistics.median(column) for column in zip(*rows)]


def start_to_end(folder, *commands):
    """Milliseconds of the whole process, for each command."""
    report = folder / "start.json"
    subprocess.run(
        ["hyperfine", "-N", "-i", "--warmup", "10", "--runs", "200", "--export-json", report, *commands],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return [result["median"] * 1000 for result in json.loads(report.read_text())["results"]]


def main(provsmith, folder):
    folder = pathlib.Path(folder)
    doctype = f'<!DOCTYPE wap-provisioningdoc SYSTEM "{DTD}">\n'
    small = document(folder, "wap", 3000)
    with_doctype = document(folder, "wap", 3000, doctype)
    ours, stream, tree = start_to_end(
        folder,
        f"{provsmith} check {small}",
        f"xmllint --noout --stream --valid {with_doctype}",
        f"xmllint --noout --dtdvalid {DTD} {small}",
    )
    print(f"3 KB, whole process: ours {ours:.2f} ms, xmllint --stream --valid {stream:.2f} ms "
          f"({ours / stream:.2f}), --dtdvalid {tree:.2f} ms ({ours / tree:.2f})")

    # What the program itself takes, whatever the document.
    floor = measure(provsmith, "check", small)[2]
    print(f"peak memory of the 3 KB document: {floor / 1e6:.1f} MB; growth is what a larger one adds, by its size")
    print(f"{'document':<12}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'/file':>7}{'growth':>8}  peers: wall s, cpu s, peak MB, ratio of wall")
    for kind in ("wap", "dense", "syncml", "slips"):
        for size in (100_000, 1_000_000, 10_000_000):
            path = document(folder, kind, size)
            length = path.stat().st_size
            wall, processor, peak = measure(provsmith, "check", path)
            peers = ""
            if kind == "wap":
                with_doctype = document(folder, kind, size, doctype)
                for name, command in (
                    ("--stream --valid", ("xmllint", "--noout", "--stream", "--valid", with_doctype)),
                    ("--dtdvalid", ("xmllint", "--noout", "--dtdvalid", DTD, path)),
                ):
                    other = measure(*command)
                    ratio = wall / other[0] if other[0] else float("nan")
                    peers += f"  {name} {other[0]:.2f} {other[1]:.2f} {other[2] / 1e6:.0f} {ratio:.2f}"
            print(f"{kind:<7}{size / 1e6:>4.1f}M{wall:>8.2f}{processor:>8.2f}{peak / 1e6:>9.1f}{peak / length:>7.1f}"
                  f"{(peak - floor) / length:>8.1f}{peers}")


main(*sys.argv[1:])
