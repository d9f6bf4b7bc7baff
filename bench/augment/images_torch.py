"""torchvision v2 on tensors of bytes, one image at a time, one thread: a round per line of stdin.

    python bench/augment/images_torch.py FOLDER      # {"case", "check"} or {"case", "count"}
"""

import torch
from torchvision.transforms import InterpolationMode, v2

from images_peer import images_of, serve

torch.set_num_threads(1)

FLOATS = v2.ToDtype(torch.float32, scale=True)
NORMALIZE = [FLOATS, v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
BILINEAR = InterpolationMode.BILINEAR


def small(side):
    share = (64 / side**2, 64 / side**2)
    erase = v2.RandomErasing(p=1, scale=share, ratio=(1, 1))
    return [v2.RandomHorizontalFlip(), v2.RandomCrop(side, padding=2), FLOATS, erase]


CASES = {
    "article": [
        v2.RandomHorizontalFlip(),
        v2.RandomRotation(15, interpolation=BILINEAR),
        v2.RandomResizedCrop(224, antialias=True),
        v2.ColorJitter(0.2, 0.2, 0.2),
        *NORMALIZE,
    ],
    "imagenet": [v2.RandomResizedCrop(224, antialias=True), v2.RandomHorizontalFlip(), *NORMALIZE],
    "small28": small(28),
    "small32": small(32),
    "randAugment": [v2.RandAugment(interpolation=BILINEAR), *NORMALIZE],
    "normalize": NORMALIZE,
    "flip": [v2.RandomHorizontalFlip(1), *NORMALIZE],
    "rotate": [v2.RandomRotation(15, interpolation=BILINEAR), *NORMALIZE],
    "jitter": [v2.ColorJitter(0.2, 0.2, 0.2), *NORMALIZE],
    "hue": [v2.ColorJitter(hue=0.1), *NORMALIZE],
    "blur": [v2.GaussianBlur(5), *NORMALIZE],
    "equalize": [v2.RandomEqualize(1), *NORMALIZE],
    "sharpness": [v2.RandomAdjustSharpness(2, 1), *NORMALIZE],
}


def runner(case, folder):
    transform = v2.Compose(CASES[case])
    images = [torch.from_numpy(image).contiguous() for image in images_of(folder, case)]
    return lambda i: transform(images[i % len(images)]).numpy()


serve(CASES, runner, {"torch": torch.__version__})
