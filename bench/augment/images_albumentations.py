"""Albumentations on OpenCV's arrays, one image at a time, one thread: a round per line of stdin.

    python bench/augment/images_albumentations.py FOLDER      # {"case", "check"} or {"case", "count"}
"""

import os

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import albumentations as A
import cv2
import numpy as np

from images_peer import images_of, serve

cv2.setNumThreads(0)

NORMALIZE = A.Normalize()


def small(side):
    hole = A.CoarseDropout(num_holes_range=(1, 1), hole_height_range=(8, 8), hole_width_range=(8, 8), p=1)
    shift = [A.Pad(2, p=1), A.RandomCrop(side, side, p=1)]
    return [A.HorizontalFlip(p=0.5), *shift, hole, A.ToFloat(max_value=255, p=1)]


RESIZED_CROP = A.RandomResizedCrop(size=(224, 224), p=1)
ROTATE = A.Rotate(limit=15, p=1, border_mode=cv2.BORDER_CONSTANT)
JITTER = A.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2, hue=0, p=1)

CASES = {
    "article": [A.HorizontalFlip(p=0.5), ROTATE, RESIZED_CROP, JITTER, NORMALIZE],
    "imagenet": [RESIZED_CROP, A.HorizontalFlip(p=0.5), NORMALIZE],
    "small28": small(28),
    "small32": small(32),
    "normalize": [NORMALIZE],
    "flip": [A.HorizontalFlip(p=1), NORMALIZE],
    "rotate": [ROTATE, NORMALIZE],
    "jitter": [JITTER, NORMALIZE],
    "hue": [A.ColorJitter(brightness=0, contrast=0, saturation=0, hue=0.1, p=1), NORMALIZE],
    "blur": [A.GaussianBlur(blur_limit=(5, 5), sigma_limit=(0.1, 2.0), p=1), NORMALIZE],
    "equalize": [A.Equalize(mode="cv", by_channels=True, p=1), NORMALIZE],
}


def runner(case, folder):
    transform = A.Compose(CASES[case])
    images = [np.ascontiguousarray(image.transpose(1, 2, 0)) for image in images_of(folder, case)]
    return lambda i: transform(image=images[i % len(images)])["image"]


serve(CASES, runner, {"albumentations": A.__version__, "opencv": cv2.__version__})
