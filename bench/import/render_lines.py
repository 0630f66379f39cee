"""Renders lines of text, upright (class 0) and turned by 180 degrees (class 1), into one NumPy file.

Debian: apt install python3-pil python3-numpy fonts-dejavu. Then: /usr/bin/python3 render_lines.py FILE.npz TRAIN VALIDATION TEST [SEED]

The pictures are 192 x 48, as the text-direction classifier of PaddleOCR takes them, which sees colours as blue, green, red.
"""
import random
import sys
import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 192, 48
FONTS = [f"/usr/share/fonts/truetype/dejavu/DejaVu{name}.ttf" for name in (
    "Sans", "Sans-Bold", "SansCondensed", "Serif", "Serif-Bold", "SerifCondensed", "SansMono", "Sans-Oblique")]
WORDS = ("the of and to in is was for that with as on by at from his her they this have not are which one you all were "
         "when there can more an who some into only time very what know about any well even also after way many must "
         "before great year through world still between life being under never day same another while last might us "
         "old come since against right came take used himself few house use place during high without again home "
         "around small however found thought went say part once general upon school every don't Total Invoice 2024 "
         "No. 17 Tel Street Berlin Paris London Open 9:30 18:00 EUR 12.50 Exit Platform Gate Page Chapter").split()


def line(generator):
    ink, paper = generator.randint(0, 110), generator.randint(150, 255)
    if generator.random() < 0.2:
        ink, paper = paper, ink
    tint = [generator.randint(-15, 15) for _ in range(3)]
    colour = lambda level: tuple(max(0, min(255, level + t)) for t in tint)
    text = " ".join(generator.choices(WORDS, k=generator.randint(1, 4)))
    font = ImageFont.truetype(generator.choice(FONTS), generator.randint(22, 36))
    left, top, right, bottom = font.getbbox(text)
    margin = generator.randint(2, 8)
    picture = Image.new("RGB", (right - left + 2 * margin, bottom - top + 2 * margin), colour(paper))
    ImageDraw.Draw(picture).text((margin - left, margin - top), text, font=font, fill=colour(ink))
    picture = picture.rotate(generator.uniform(-3, 3), Image.BILINEAR, expand=True, fillcolor=colour(paper))
    # As the original does: to the full height, cut or filled up with black at the right.
    width = max(1, round(picture.width * HEIGHT / picture.height))
    picture = picture.resize((min(WIDTH, width), HEIGHT), Image.BILINEAR)
    if generator.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(generator.uniform(0.3, 1.0)))
    return picture


def main():
    file, counts = sys.argv[1], [int(n) for n in sys.argv[2:5]]
    generator = random.Random(int(sys.argv[5]) if len(sys.argv) > 5 else 1)
    arrays = {}
    for part, count in zip(("train", "val", "test"), counts):
        pictures = numpy.zeros((count, 3, HEIGHT, WIDTH), numpy.uint8)
        turned = numpy.zeros(count, numpy.int64)
        for i in range(count):
            upright = line(generator)
            turned[i] = generator.random() < 0.5
            picture = Image.new("RGB", (WIDTH, HEIGHT))
            picture.paste(upright.rotate(180) if turned[i] else upright, (0, 0))
            # Blue, green, red.
            pictures[i] = numpy.asarray(picture).transpose(2, 0, 1)[::-1]
        arrays[f"x_{part}"], arrays[f"y_{part}"] = pictures, turned
    numpy.savez_compressed(file, **arrays)


main()
