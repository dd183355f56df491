"""Writes the picture files of this folder and, as NAME.rgb, their pixels as Pillow decodes them
([height, width, 3] uint8); of CMYK and of files with broken notes, as TensorFlow decodes them with the accurate
inverse DCT. Run in this folder with Pillow 13.0, TensorFlow 2.21 and NumPy; the tests need the files only."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps, features

H, W = 29, 37
y, x = np.mgrid[0:H, 0:W]
rng = np.random.default_rng(7)
base = np.stack([x * 7 % 256, y * 9 % 256, (x * y) % 256], -1).astype(np.float64)
base = np.clip(base * 0.7 + rng.integers(0, 77, (H, W, 3)), 0, 255).astype(np.uint8)
rgb = Image.fromarray(base)


def keep(name, data, expected=None):
    with open(name, "wb") as f:
        f.write(data)
    if expected is None:
        expected = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert expected.shape == (H, W, 3) and expected.dtype == np.uint8
    with open(name + ".rgb", "wb") as f:
        f.write(expected.tobytes())


def save(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


keep("ycbcr420.jpg", save(rgb, format="JPEG", quality=85, subsampling=2))
keep("ycbcr422.jpg", save(rgb, format="JPEG", quality=85, subsampling=1))
keep("ycbcr444.jpg", save(rgb, format="JPEG", quality=95, subsampling=0))
keep("progressive.jpg", save(rgb, format="JPEG", quality=80, progressive=True))
keep("rgb.jpg", save(rgb, format="JPEG", quality=90, keep_rgb=True))
keep("grey.jpg", save(rgb.convert("L"), format="JPEG", quality=85))
keep("cmyk.jpg", save(rgb.convert("CMYK"), format="JPEG", quality=92))
lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
keep("profile.jpg", save(rgb, format="JPEG", quality=85, icc_profile=srgb))
keep("wrong_profile.jpg", save(rgb, format="JPEG", quality=85, icc_profile=lab))
exif = Image.Exif()
exif[0x0112] = 6
turned = save(rgb, format="JPEG", quality=85, exif=exif)
keep("turned.jpg", turned)
# Without the JFIF segment the colours must be guessed from component ids.
plain = save(rgb, format="JPEG", quality=85, subsampling=0)
assert plain[2:4] == b"\xff\xe0"
keep("no_jfif.jpg", plain[:2] + plain[4 + struct.unpack(">H", plain[4:6])[0]:])

keep("rgb.png", save(rgb, format="PNG"))
alpha = rgb.copy()
alpha.putalpha(Image.fromarray((x * 255 // W).astype(np.uint8)))
keep("alpha.png", save(alpha, format="PNG"))
keep("palette.png", save(rgb.quantize(16), format="PNG"))
keep("grey.png", save(rgb.convert("L"), format="PNG"))
keep("grey_alpha.png", save(alpha.convert("LA"), format="PNG"))
keep("bilevel.png", save(rgb.convert("1"), format="PNG"))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png16(colour, samples, expected):
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", W, H, 16, colour, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"gAMA", struct.pack(">I", 45455))
    return data + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""), expected


wide = base.astype(np.uint16) * 256 + rng.integers(0, 256, base.shape, dtype=np.uint16)
keep("rgb16.png", *png16(2, wide, base))
keep("grey16.png", *png16(0, wide[:, :, 0], np.repeat(base[:, :, :1], 3, 2)))

keep("rgb.bmp", save(rgb, format="BMP"))
keep("palette.bmp", save(rgb.quantize(16), format="BMP"))
keep("grey.bmp", save(rgb.convert("L"), format="BMP"))
keep("lossless.webp", save(rgb, format="WEBP", lossless=True))
keep("lossless_alpha.webp", save(alpha, format="WEBP", lossless=True, exact=True))
keep("lossy.webp", save(rgb, format="WEBP", quality=90))



def tensorflow(data):
    import tensorflow as tf

    return tf.image.decode_jpeg(data, channels=3, dct_method="INTEGER_ACCURATE").numpy()


def without(data, marker):
    """The JPEG file without the segments of a marker."""
    at, out = 2, data[:2]
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] != marker:
            out += data[at:end]
        at = end
    return out + data[at:]


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


# With ink in all four, which Pillow's conversion from RGB does not make.
inks = np.dstack([base, (y * 8 % 256).astype(np.uint8)])
adobe = save(Image.fromarray(inks, "CMYK"), format="JPEG", quality=92)
at = adobe.index(b"Adobe")
assert adobe[at + 11] == 0
ycck = adobe[:at + 11] + b"\2" + adobe[at + 12:]
broken = segment(0xE2, b"ICC_PROFILE\0\1\3" + b"x" * 40) + segment(0xE2, b"ICC_PROFILE\0\5\3" + b"y" * 40)
keep("cmyk_inks.jpg", adobe, tensorflow(adobe))
keep("ycck.jpg", ycck, tensorflow(ycck))
keep("cmyk_no_adobe.jpg", without(adobe, 0xEE), tensorflow(without(adobe, 0xEE)))
keep("cmyk_broken_profile.jpg", adobe[:2] + broken + adobe[2:], tensorflow(adobe[:2] + broken + adobe[2:]))
jpeg = save(rgb, format="JPEG", quality=85)
keep("broken_profile.jpg", jpeg[:2] + broken + jpeg[2:], tensorflow(jpeg))
grey = save(rgb.convert("L"), format="JPEG", quality=85)
keep("grey_broken_profile.jpg", grey[:2] + broken + grey[2:], tensorflow(grey))
keep("broken_exif.jpg", grey[:2] + segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff") + grey[2:], tensorflow(grey))

png = save(rgb, format="PNG")
keep("broken_profile.png", png[:33] + chunk(b"iCCP", b"x\0\0nothing") + png[33:], base)
keep("wrong_text_sum.png", png[:33] + struct.pack(">I", 3) + b"tEXta\0b1234" + png[33:], base)
keep("srgb_profile.png", save(rgb, format="PNG", icc_profile=srgb))
keep("palette_transparent.png", save(rgb.quantize(16), format="PNG", transparency=3))
keep("colour_key.png", save(rgb, format="PNG", transparency=tuple(int(v) for v in base[3, 4])))
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
rows = b"".join(
    b"\0" + row.tobytes() for x0, y0, dx, dy in passes for row in base[y0::dy, x0::dx])
keep("interlaced.png", png[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 1))
     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""), base)
keep("rgba16.png", *png16(6, np.dstack([wide, np.full((H, W), 0x1234, np.uint16)]), base))

for q in (10, 50, 90):
    keep(f"lossy_q{q}.webp", save(rgb, format="WEBP", quality=q))
keep("lossy_alpha.webp", save(alpha, format="WEBP", quality=60, exact=True))
smooth = Image.fromarray(np.stack([x * 6, y * 8, (x + y) * 3], -1).astype(np.uint8))
frames = save(smooth, format="WEBP", save_all=True, append_images=[rgb], quality=80)
keep("animated.webp", frames)

keep("rgb.gif", save(rgb, format="GIF"))
keep("grey.gif", save(rgb.convert("L"), format="GIF"))
keep("animated.gif", save(smooth, format="GIF", save_all=True, append_images=[rgb]))
for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    keep(f"rgb_{compression}.tif", save(rgb, format="TIFF", compression=compression))
keep("grey.tif", save(rgb.convert("L"), format="TIFF"))
plain = save(rgb.convert("L"), format="TIFF")
one = struct.pack("<HHIHH", 262, 3, 1, 1, 0)
assert one in plain
keep("white_is_zero.tif", plain.replace(one, struct.pack("<HHIHH", 262, 3, 1, 0, 0)))
keep("palette.tif", save(rgb.quantize(16), format="TIFF"))
keep("bilevel.tif", save(rgb.convert("1"), format="TIFF", compression="group4"))
keep("alpha.tif", save(alpha, format="TIFF"))
keep("jpeg.tif", save(rgb, format="TIFF", compression="jpeg"))
keep("cmyk.tif", save(Image.fromarray(inks, "CMYK"), format="TIFF"))
keep("ycbcr.tif", save(rgb.convert("YCbCr"), format="TIFF"))
out = io.BytesIO()
Image.fromarray(wide[:, :, 0]).save(out, format="TIFF")
keep("grey16.tif", out.getvalue(), np.repeat(base[:, :, :1], 3, 2))

# Turned as the EXIF orientation says, and over a ground: what the options of spec.data give.
for value in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = value
    for kind in ("jpg", "png", "webp", "tif"):
        if kind != "jpg" and value not in (3, 6):
            continue
        fmt = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF"}[kind]
        options = {"tiffinfo": {0x0112: value}} if kind == "tif" else {"exif": exif}
        data = save(rgb, format=fmt, **options)
        with open(f"exif{value}.{kind}", "wb") as f:
            f.write(data)
        turned = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        with open(f"exif{value}.{kind}.turned", "wb") as f:
            f.write(np.asarray(turned).tobytes())
for name in ("alpha.png", "grey_alpha.png", "palette_transparent.png", "colour_key.png", "lossless_alpha.webp"):
    for ground in ("white", "black"):
        over = Image.open(name).convert("RGBA")
        canvas = Image.new("RGBA", over.size, ground)
        canvas.alpha_composite(over)
        with open(f"{name}.over_{ground}", "wb") as f:
            f.write(np.asarray(canvas.convert("RGB")).tobytes())
print("ok", features.version("jpg"), features.version("webp"))
