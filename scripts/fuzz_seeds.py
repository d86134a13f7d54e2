#!/usr/bin/env python3
"""Writes the seeds of the live's fuzz targets: what an encoder sends, in small. Commit what it writes."""

import struct
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "fuzz" / "seeds"


def text(value):
    return struct.pack(">H", len(value)) + value.encode()


def amf0(value):
    match value:
        case None:
            return b"\x05"
        case bool():
            return bytes([1, value])
        case int() | float():
            return b"\x00" + struct.pack(">d", value)
        case str():
            return b"\x02" + text(value)
        case list():
            return b"\x0a" + struct.pack(">I", len(value)) + b"".join(map(amf0, value))
        case dict():
            fields = b"".join(text(name) + amf0(inner) for name, inner in value.items())
            return b"\x03" + fields + b"\x00\x00\x09"
        case bytes():
            return value
    raise TypeError(value)


def said(*values):
    return b"".join(map(amf0, values))


def message(kind, payload, *, channel=3, time=0, stream=0, chunk=128):
    """Chunks of a message: a whole header, then the shortest."""
    extended = struct.pack(">I", time) if time >= 0xFFFFFF else b""
    head = struct.pack(">I", min(time, 0xFFFFFF))[1:] + struct.pack(">I", len(payload))[1:]
    head = bytes([channel]) + head + bytes([kind]) + struct.pack("<I", stream) + extended
    pieces = [payload[at : at + chunk] for at in range(0, len(payload), chunk)]
    return head + (bytes([0xC0 | channel]) + extended).join(pieces)


def command(*values):
    return message(20, said(*values))


CONNECT = {"app": "live", "tcUrl": "rtmp://h/live", "objectEncoding": 0, "fourCcList": ["hvc1", "Opus"]}
METADATA = {"width": 640, "height": 360, "framerate": 25.0, "stereo": True, "encoder": "seed"}
# H.264 High 4.0 of 1920 × 1080.
AVC = bytes.fromhex(
    "01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c658"
    "01000668ebe3cb22c0fdf8f800"
)
HEVC = bytes.fromhex("0101600000009000000000005df000fcfdf8f800000f00")
UNIT = b"\x00\x00\x00\x02\x65\x88"
PICTURE = b"\x17\x01\x00\x00\x00" + UNIT
OTHER = b"\x27\x01\x00\x00\x28" + UNIT

OPENING = command("connect", 1, CONNECT) + command("releaseStream", 2, None, "key")
OPENING += command("FCPublish", 3, None, "key") + command("createStream", 4, None)
OPENING += message(20, said("publish", 5, None, "key", "live"), stream=1)


def tag11(kind, time, body):
    """A tag as FLV has it, inside an aggregate."""
    head = bytes([kind]) + struct.pack(">I", len(body))[1:] + struct.pack(">I", time)[1:]
    return head + bytes([time >> 24]) + bytes(3) + body + struct.pack(">I", len(body) + 11)


def rtmp_chunks():
    media = message(18, said("@setDataFrame", "onMetaData", METADATA), stream=1)
    media += message(9, b"\x17\x00\x00\x00\x00" + AVC, channel=6, stream=1)
    media += message(8, b"\xaf\x00\x11\x90", channel=4, stream=1)
    for at in range(3):
        media += message(9, PICTURE + bytes(150), channel=6, time=at * 40, stream=1)
        media += message(8, b"\xaf\x01sound", channel=4, time=at * 40, stream=1)
    end = command("FCUnpublish", 6, None, "key") + command("deleteStream", 7, None, 1)
    yield "publish", bytes([255, 255, 255, 255]) + OPENING + media + end

    tags = tag11(18, 5, said("onMetaData", METADATA)) + tag11(8, 10, b"\xaf\x01a") + tag11(9, 33, PICTURE)
    control = message(1, struct.pack(">I", 500), channel=2) + message(5, struct.pack(">I", 4096), channel=2)
    ping = message(4, b"\x00\x06time", channel=2)
    yield "aggregate", bytes([7, 1, 90, 3]) + OPENING + control + ping + message(22, tags, stream=1, chunk=500)

    # Two messages mixed, one of them given up, and headers of all four formats; times that need four bytes.
    long = message(9, PICTURE + bytes(300), channel=6, stream=1)
    mixed = long[:140] + message(8, b"\xaf\x01ab", channel=4, time=0x01000000, stream=1)
    mixed += message(2, struct.pack(">I", 6), channel=2)
    mixed += b"\x44\x00\x00\x17\x00\x00\x03\x08\xaf\x01c" + b"\x84\x00\x00\x17\xaf\x01d" + b"\xc4\xaf\x01e"
    mixed += b"\x00\x00" + message(9, OTHER, channel=6)[1:]
    yield "mixed", bytes([1, 2, 3, 5]) + OPENING + mixed

    # {app: "live/key"} as AMF3 has it, in messages of its kind.
    object3 = b"\x11\x0a\x0b\x01\x07app\x06\x11live/key\x01"
    dressed = message(17, b"\x00" + said("connect", 1, object3))
    dressed += message(17, b"\x00" + said("publish", 2, None, ""), stream=1)
    dressed += message(15, b"\x00" + said("onMetaData", METADATA), stream=1)
    yield "amf3", bytes([50, 50, 50, 50]) + dressed

    refused = command("connect", 1, CONNECT) + command("publish", 2, None, "refused")
    yield "refused", bytes([4, 200, 4, 200]) + refused + message(9, PICTURE, stream=1)


def amf():
    yield "command", said("connect", 1, CONNECT)
    yield "metadata", said("@setDataFrame", "onMetaData", METADATA)
    array = b"\x08\x00\x00\x00\x01" + text("a") + amf0([None, [], [[{}]]]) + b"\x00\x00\x09"
    rest = b"\x06\x07\x00\x01\x0d" + b"\x0b" + bytes(10) + b"\x0c\x00\x00\x00\x02\xff\xfe" + b"\x10" + text("T")
    yield "kinds", array + rest + text("b") + b"\x00" + struct.pack(">d", float("nan")) + b"\x00\x00\x09"
    # Sealed and named fields, what was said before, and arrays of both.
    traits = b"\x0a\x2b\x03T\x03a\x05bc\x04\x7f\x06\x05de\x03f\x06\x04\x01"
    again = b"\x0a\x01\x05" + bytes(8) + b"\x06\x02\x01"
    yield "amf3", b"\x09\x07\x03k\x03\x01" + traits + again + b"\x09\x05\x01\x0c\x05xy\x08\x01" + bytes(8)


def tag(kind, time, body):
    return bytes([kind]) + struct.pack(">IH", time & 0xFFFFFFFF, len(body)) + body


def stream(start, count, step, picture, other, group=10, sound=None):
    out = b""
    for at in range(count):
        time = start + at * step
        out += tag(9, time, picture if at % group == 0 else other)
        if sound:
            out += tag(8, time, sound) + tag(8, time + 21, sound)
    return out


def flv_to_fmp4():
    avc = tag(9, 0, b"\x17\x00\x00\x00\x00" + AVC)
    aac = tag(8, 0, b"\xaf\x00\x11\x90")
    frames = stream(0, 16, 300, PICTURE, OTHER, 4, b"\xaf\x01s")
    yield "classic", b"\x01" + tag(18, 0, said(METADATA)) + avc + aac + frames
    # The clock wraps, jumps and goes back; then the connection is lost, and comes again with another size.
    odd = stream(0xFFFFFF00, 4, 100, PICTURE, OTHER, 2, b"\xaf\x01s") + stream(10**8, 4, 100, PICTURE, OTHER)
    odd += stream(50, 3, -20, PICTURE, OTHER)
    hevc = tag(18, 0, said(METADATA)) + tag(9, 0, b"\x90hvc1" + HEVC)
    again = hevc + stream(7, 6, 500, b"\x91hvc1\x00\x00\x10" + UNIT, b"\xa3hvc1" + UNIT, 3)
    yield "odd", b"\x00" + avc + aac + odd + tag(0, 0, b"") + again
    opus = tag(8, 0, b"\x90OpusOpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
    alone = b"".join(tag(8, at * 600, b"\x91Opus\xfc\xff\xfe") for at in range(8))
    yield "sound", b"\x01" + opus + alone
    av1 = tag(9, 0, b"\x90av01\x81\x08\x0c\x00") + stream(0, 6, 400, b"\x91av01\x0a\x01", b"\xa1av01\x32\x01", 3)
    vp9 = tag(9, 3000, b"\x90vp09\x00\x1f\x80\x02\x02\x02\x00\x00")
    vp9 += stream(3000, 4, 900, b"\x91vp09\x82", b"\xa1vp09\x86")
    yield "newer", b"\x01" + av1 + vp9


for target in (rtmp_chunks, amf, flv_to_fmp4):
    folder = SEEDS / target.__name__
    folder.mkdir(exist_ok=True)
    for name, seed in target():
        (folder / name).write_bytes(seed)
