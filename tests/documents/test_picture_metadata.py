"""Metadata is taken out of JPEG and JPEG 2000 data, and the pixels stay."""

from io import BytesIO

import pytest
from PIL import Image

from panel_desk.documents.picture_metadata import jpeg2000_without_metadata, jpeg_without_metadata

PICTURE = Image.effect_noise((120, 80), 40).convert("RGB")


def a_jpeg(*, progressive: bool = False) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    PICTURE.save(
        out,
        "JPEG",
        exif=exif,
        comment=b"Taken at home",
        xmp=b"<x>Taken at home</x>",
        progressive=progressive,
        restart_marker_blocks=2,
        icc_profile=b"colours" * 20,
    )
    return out.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_keeps_its_pixels_and_colours_and_loses_the_rest(*, progressive: bool) -> None:
    data = a_jpeg(progressive=progressive)
    second_picture = b"\xff\xe2\x00\x08MPF\x00\x01\x01"
    cleaned = jpeg_without_metadata(data[:2] + second_picture + data[2:] + data)
    assert b"at home" in data
    assert b"at home" not in cleaned
    assert b"MPF" not in cleaned
    assert b"colours" in cleaned
    with Image.open(BytesIO(cleaned)) as after, Image.open(BytesIO(data)) as before:
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("length", [2, 3, 30, 2_000, 6_000])
def test_a_jpeg_that_breaks_off_keeps_what_is_there_and_loses_its_metadata(length: int) -> None:
    cleaned = jpeg_without_metadata(a_jpeg()[:length])
    assert b"at home" not in cleaned
    assert a_jpeg()[:length].endswith(cleaned[-1_000:] if length > 1_000 else cleaned[-1:])


def test_data_of_another_kind_stays_as_it_is() -> None:
    assert jpeg_without_metadata(b"no picture \xff\xe1") == b"no picture \xff\xe1"
    assert jpeg2000_without_metadata(b"no picture") == b"no picture"
    signature = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
    assert jpeg2000_without_metadata(signature + b"\x00\x00\x00\x02jp2c") == signature + b"\x00\x00\x00\x02jp2c"


def test_a_jpeg_2000_loses_its_boxes_of_metadata() -> None:
    out = BytesIO()
    PICTURE.save(out, "JPEG2000")
    data = out.getvalue()
    metadata = b"<where>at home</where>"
    box = (8 + len(metadata)).to_bytes(4, "big") + b"xml " + metadata
    long_box = b"\x00\x00\x00\x01uuid" + (16 + len(metadata)).to_bytes(8, "big") + metadata
    assert jpeg2000_without_metadata(data[:12] + box + data[12:32] + long_box + data[32:]) == data
    assert jpeg2000_without_metadata(data) == data
