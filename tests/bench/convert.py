#!/usr/bin/env python3
"""Measures `provsmith convert` beside libwbxml in one run: convert.py PROVSMITH FOLDER

A thousand documents of client provisioning become WBXML: ours in one call, libwbxml's in a loop of the shell, one call of
xml2wbxml a document, since it takes one. The runs take turns, and each writes into a folder of its own, which stays: for
seconds after files were removed, ext4 makes new ones slowly, as it passes over what was just freed. The medians are
printed. Needs xml2wbxml.
"""

import pathlib
import statistics
import subprocess
import sys
import time

DOCUMENTS = 1000
RUNS = 5

DOCUMENT = """<?xml version="1.0"?>
<!DOCTYPE wap-provisioningdoc PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN" "http://www.wapforum.org/DTD/prov.dtd">
<wap-provisioningdoc version="1.1">
  <characteristic type="NAPDEF">
    <parm name="NAPID" value="NAP{n}"/>
    <parm name="BEARER" value="GSM-GPRS"/>
    <parm name="NAME" value="Office {n}"/>
    <parm name="NAP-ADDRESS" value="office{n}.example.com"/>
    <parm name="NAP-ADDRTYPE" value="APN"/>
    <characteristic type="NAPAUTHINFO">
      <parm name="AUTHTYPE" value="PAP"/>
      <parm name="AUTHNAME" value="user{n}"/>
      <parm name="AUTHSECRET" value="secret{n}"/>
    </characteristic>
  </characteristic>
  <characteristic type="APPLICATION">
    <parm name="APPID" value="w4"/>
    <parm name="NAME" value="Messages"/>
    <parm name="ADDR" value="http://mms{n}.example.com/"/>
    <parm name="TO-NAPID" value="NAP{n}"/>
  </characteristic>
</wap-provisioningdoc>
"""


def timed(command, out):
    out.mkdir()
    start = time.perf_counter()
    subprocess.run([*command, out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    taken = time.perf_counter() - start
    written = len(list(out.iterdir()))
    if written != DOCUMENTS:
        sys.exit(f"{command}: wrote {written} files")
    return taken


def main(provsmith, folder):
    folder = pathlib.Path(folder)
    plain = folder / "plain"
    plain.mkdir()
    for number in range(DOCUMENTS):
        (plain / f"{number:04}.xml").write_text(DOCUMENT.format(n=number))
    loop = 'for file in "$1"/*.xml; do name=${file##*/}; xml2wbxml -n -o "$2/${name%.xml}.wbxml" "$file"; done'
    ours, peer = [], []
    for run in range(RUNS):
        ours.append(timed([provsmith, "convert", plain, "--encoding", "wbxml", "-o"], folder / f"ours-{run}"))
        peer.append(timed(["sh", "-c", loop, "sh", plain], folder / f"peer-{run}"))
    ours, peer = statistics.median(ours), statistics.median(peer)
    print(f"{DOCUMENTS} documents to WBXML: ours {ours * 1000:.0f} ms, loop of xml2wbxml {peer * 1000:.0f} ms, "
          f"{peer / ours:.1f} times as long")


main(*sys.argv[1:])
