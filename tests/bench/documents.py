#!/usr/bin/env python3
"""Writes valid documents of a wanted size, for timing: documents.py wap|dense|syncml|slips BYTES > FILE

They are made of many kinds of sections in turn, with names and values of ordinary lengths; no two are alike, and the
same call writes the same bytes. `dense` has one registry key with as many short values as there is room for, each on a
line without blanks before it, which is as many settings as so many bytes usually hold. `slips` is a wap-provisioningdoc in which every name of a setting is misspelt in a way
of its own.
"""

import base64
import hashlib
import sys
import uuid


def guid(number):
    return "{%s}" % str(uuid.UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128))).upper()


def noise(number, length):
    return b"".join(hashlib.sha256(b"%d/%d" % (number, part)).digest() for part in range(length // 32 + 1))[:length]


def group(kind, *inside):
    return [f'<characteristic type="{kind}">', *("  " + line for part in inside for line in part), "</characteristic>"]


def parm(name, value=None, datatype=None):
    value = "" if value is None else f' value="{value}"'
    datatype = "" if datatype is None else f' datatype="{datatype}"'
    return [f'<parm name="{name}"{value}{datatype} />']


def sections(number):
    """One of each kind, as lines."""
    network, server = guid(number), f"mail{number}.example.com"
    certificate = noise(number, 650)
    yield group(
        "Registry",
        *(
            group(
                rf"HKLM\Software\Example\Product\Component{number}\{part}",
                parm("InstallFolder", rf"\Program Files\Example\Component {number}\{part}", "string"),
                parm("RefreshInterval", number % 86400, "integer"),
                parm("Enabled", number % 2, "integer"),
                parm("Cache", base64.b64encode(noise(number, 24)).decode(), "binary"),
            )
            for part in ("Settings", "Policies", "Startup")
        ),
    )
    yield group(
        "NAPDEF",
        parm("NAPID", f"NAP{number}"),
        parm("NAME", f"Example Mobile {number}"),
        parm("BEARER", "GSM-GPRS"),
        parm("NAP-ADDRESS", f"internet{number}.example.com"),
        parm("NAP-ADDRTYPE", "APN"),
        group(
            "NAPAUTHINFO", parm("AUTHTYPE", "PAP"), parm("AUTHNAME", f"user{number}"), parm("AUTHSECRET", "wap")
        ),
    )
    yield group("CM_Networks", group(f"Example network {number}", parm("DestId", network)))
    yield group(
        "CM_GPRSEntries",
        group(
            f"Example GPRS {number}",
            parm("DestId", network),
            parm("UserName", f"user{number}@example.com"),
            parm("Password", "secret"),
            parm("Phone", "*99#"),
            parm("Enabled", 1),
            group("DevSpecificCellular", parm("GPRSInfoValid", 1), parm("GPRSInfoAccessPointName", server)),
        ),
    )
    yield group(
        "CM_ProxyEntries",
        group(
            f"HTTP proxy {number}",
            parm("SrcId", network),
            parm("DestId", guid(number + 1)),
            parm("Proxy", f"proxy{number}.example.com:8080"),
            parm("Enable", 1),
            parm("Type", 1),
        ),
    )
    yield group(
        "CM_Mappings", group(str(100000 + number), parm("Pattern", f"*://{server}/*"), parm("Network", network))
    )
    yield group(
        "CertificateStore",
        group(
            "ROOT",
            group(
                hashlib.sha1(certificate).hexdigest().upper(),
                parm("EncodedCertificate", base64.b64encode(certificate).decode()),
            ),
        ),
    )
    yield group(
        "EMAIL2",
        group(
            guid(number),
            parm("SERVICENAME", f"Mail {number}"),
            parm("SERVICETYPE", "IMAP4"),
            parm("INSERVER", server),
            parm("OUTSERVER", f"smtp{number}.example.com"),
            parm("AUTHNAME", f"user{number}"),
            parm("NAME", f"Example User {number}"),
            parm("REPLYADDR", f"user{number}@example.com"),
            parm("DWNDAY", 7),
            parm("LINGER", 60),
        ),
    )
    yield group(
        "Sync",
        group(
            "Settings", parm("HeartbeatMin", 480), parm("HeartbeatMax", 1680), parm("PeakFrequency", 30 + number % 9)
        ),
    )
    yield group(
        "BrowserFavorite",
        group(f"Example {number}", parm("URL", f"https://www.example.com/start?id={number}"), parm("Order", number)),
    )


def misspelt(number, lines):
    """The names of the settings, each with letters of its own in the middle."""
    for line in lines:
        before, quote, rest = line.partition('<parm name="')
        letters = "".join(chr(ord("a") + number // 26**place % 26) for place in range(4))
        yield before + quote + rest[:2] + letters + rest[2:] if quote else line


def commands(number):
    """One command of each kind, as lines."""
    address = f"./Vendor/MSFT/Registry/HKLM/Software/Example/Component{number}"
    for verb, node, form, data in (
        ("Replace", f"{address}/InstallFolder", "chr", rf"\Program Files\Example\Component {number}"),
        ("Replace", f"{address}/RefreshInterval", "int", number % 86400),
        ("Add", f"./Vendor/MSFT/BrowserFavorite/Example%20{number}/URL", "chr", f"https://www.example.com/{number}"),
        ("Add", f"./Vendor/MSFT/CM_Networks/Example%20{number}/DestId", "chr", guid(number)),
        ("Replace", "./Vendor/MSFT/Sync/Settings/PeakFrequency", "int", 30 + number % 9),
    ):
        commands.id += 1
        yield [
            f"<{verb}>",
            f"  <CmdID>{commands.id}</CmdID>",
            "  <Item>",
            f"    <Target><LocURI>{node}</LocURI></Target>",
            f'    <Meta><Format xmlns="syncml:metinf">{form}</Format></Meta>',
            f"    <Data>{data}</Data>",
            "  </Item>",
            f"</{verb}>",
        ]


commands.id = 0

SYNCML_HEAD = """<SyncML xmlns="SYNCML:SYNCML1.2">
  <SyncHdr>
    <VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>
    <Target><LocURI>IMEI:490154203237518</LocURI></Target>
    <Source><LocURI>https://dm.example.com/</LocURI></Source>
  </SyncHdr>
  <SyncBody>"""


def values(number):
    """One registry value, as lines."""
    yield parm(f"Value{number}", number % 100, "integer")


def slips(number):
    """The sections with every setting misspelt."""
    return (misspelt(number, section) for section in sections(number))


KEY = (
    '<characteristic type="Registry"><characteristic type="HKLM\\Software\\Example">',
    "</characteristic></characteristic>",
)


def main(kind, size):
    wap = ("<wap-provisioningdoc>", "</wap-provisioningdoc>")
    start, parts, end = {
        "wap": (wap[0], sections, wap[1]),
        "dense": (wap[0] + KEY[0], values, KEY[1] + wap[1]),
        "slips": (wap[0], slips, wap[1]),
        "syncml": (SYNCML_HEAD, commands, "    <Final/>\n  </SyncBody>\n</SyncML>"),
    }[kind]
    indent = {"syncml": "    ", "dense": ""}.get(kind, "  ")
    written = sys.stdout.write(start + "\n")
    number = 0
    while written < int(size):
        for part in parts(number):
            written += sys.stdout.write("".join(f"{indent}{line}\n" for line in part))
            if written >= int(size):
                break
        number += 1
    sys.stdout.write(end + "\n")


main(*sys.argv[1:])
