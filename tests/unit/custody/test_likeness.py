"""How alike two things are: what is resized, compressed, edited is found, and nothing else."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from dokaz.custody import likeness
from dokaz.custody.words import Resemblance

WORDS = [f"слово{number}" for number in range(400)]


def scene(seed, size=(800, 600)):
    """An invented picture with large and small shapes."""
    chance, image = random.Random(seed), Image.new("L", size, "grey")
    drawn = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, w = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(20, 300)
        drawn.ellipse([x, y, x + w, y + w // 2], fill=chance.randrange(256))
    return image


def mark(image):
    return likeness.of_picture(image.convert("L").resize((64, 64), Image.Resampling.LANCZOS).tobytes())


def alike(one, other):
    return likeness.compared(Resemblance.PICTURE, [mark(one)], [mark(other)])


def compressed(image):
    file = io.BytesIO()
    image.save(file, "jpeg", quality=20)
    return Image.open(file)


def test_a_picture_is_known_again_when_it_was_resized_compressed_or_made_lighter():
    first = scene(1)
    for changed in (first.resize((320, 240)), compressed(first), ImageEnhance.Brightness(first).enhance(1.2)):
        assert alike(first, changed) == (1, 1)


def test_fifty_other_pictures_are_not_taken_for_it():
    first = scene(0)
    assert [seed for seed in range(1, 51) if alike(first, scene(seed))] == []
    assert alike(first, first.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) is None


def test_a_picture_of_one_brightness_is_compared_with_nothing():
    assert mark(Image.new("L", (90, 90), "white")) is None


def test_a_still_of_a_video_is_found_among_its_stills():
    stills = [mark(scene(seed)) for seed in range(12)]
    compared = likeness.compared
    assert compared(Resemblance.PICTURE, [mark(compressed(scene(7)))], stills) == (1, 1)
    assert compared(Resemblance.PICTURE, stills, [mark(scene(seed)) for seed in range(6, 18)]) == (6, 12)
    assert compared(Resemblance.PICTURE, stills, [mark(scene(seed)) for seed in range(8, 20)]) is None
    assert compared(Resemblance.PICTURE, stills, []) is None


def text(words):
    return likeness.compared(Resemblance.TEXT, likeness.of_text(" ".join(WORDS)), likeness.of_text(words))


def test_a_text_is_known_again_when_it_was_edited_a_little_or_set_anew():
    chance = random.Random(1)
    edited = [word if chance.random() > 0.05 else "иначе" for word in WORDS]
    shared, of = text(" ".join(edited))
    assert of // 2 < shared < of == 128
    assert text("\n".join(WORDS).upper() + " — PS.") >= (120, 128)
    assert text(" ".join(WORDS[:100])) is None
    assert text(" ".join(reversed(WORDS))) is None


def test_a_text_of_a_few_words_says_nothing():
    assert likeness.of_text("один два три " * 40) == ()


@pytest.mark.parametrize("text", ["", "\ud800 " * 9, "a" * 100_000])
def test_any_text_has_marks_or_none(text):
    assert likeness.of_text(text) == ()
