"""Denoising and inpainting: ShearLab's system in NumPy and SciPy, and the methods of scikit-image.

Every case works on files of float64 numbers in a directory: camera, the picture; noisy, the picture with noise;
mask, 1 where a pixel is known. It leaves its result in a file there when it is prepared, so that the errors can
be compared, and then is timed.
"""

import os

from cases import case

SIGMA = 30
QMF = [0.582566738241592, 0.276348304703363, -0.0517766952966370, -0.0263483047033631, 0.0104933261758410]
# 4096 times the diamond filter, maximally flat of order 4, as cos(a u) cos(b v)
DIAMOND = {(0, 1): 1454, (0, 3): 34, (1, 2): -276, (1, 4): -3, (2, 3): 52, (3, 4): -5}
FAN_NORM = 1.986277019831693


def read(dir, name):
    import numpy

    x = numpy.fromfile(os.path.join(dir, name))
    n = int(len(x) ** 0.5 + 0.5)
    return x.reshape(n, n)


def write(dir, name, x):
    x.astype("float64").tofile(os.path.join(dir, name))


def qmf(w):
    from numpy import cos

    return QMF[0] + 2 * sum(h * cos(m * w) for m, h in enumerate(QMF) if m > 0)


def low(i, w):
    """The low-pass after i levels."""
    y = 1 + 0 * w
    for l in range(i):
        y = y * qmf(2**l * w)
    return y


def band(i, w):
    from numpy import pi

    return qmf(2 ** (i - 1) * w + pi) * low(i - 1, w)


def fan(wx, wy):
    from numpy import cos, pi

    u, v = wx + pi, wy
    b = sum(
        t / 4096 * (1 if a == 0 else 2) * 2 * (cos(a * u) * cos(c * v) + cos(c * u) * cos(a * v))
        for (a, c), t in DIAMOND.items()
    )
    return (0.6035533905932737 + 0.5 * b - 0.10355339059327377 * (2 * b**2 - 1)) / FAN_NORM


def wedge(d, k, wx, wy):
    from numpy import pi

    s = sum(
        low(d, (wx + 2 * pi * l) / 2**d) ** 2 * low(d + 1, wy - k * (wx + 2 * pi * l) / 2**d) for l in range(2**d)
    )
    return fan(wx, 2 ** (d + 1) * wy - 2 * k * wx) * s


class Shearlets:
    """The 49 bands on half spectra, with their norms and the sum of squares."""

    levels = (1, 1, 2, 2)

    def __init__(self, n, dtype="float64"):
        import numpy
        import scipy.fft

        wy = 2 * numpy.pi * numpy.fft.fftfreq(n)[:, None]
        wx = 2 * numpy.pi * numpy.fft.rfftfreq(n)[None, :]
        J = len(self.levels)
        bands, scales = [], []
        for cone in (1, 2):
            for s, d in enumerate(self.levels, 1):
                for k in range(-(2**d) + cone - 1, 2**d + 2 - cone):
                    if cone == 1:
                        f = wedge(d, k, wx, wy) * band(J + 1 - s, wx)
                    else:
                        f = wedge(d, -k, wy, wx) * band(J + 1 - s, wy)
                    bands.append(f)
                    scales.append(s)
        bands.append(low(J, wx) * low(J, wy))
        scales.append(0)
        self.n, self.fft, self.scales = n, scipy.fft, scales
        whole = numpy.full(wx.shape, 2.0)  # the other half of the spectrum
        whole[0, 0] = 1
        if n % 2 == 0:
            whole[0, -1] = 1
        self.norms = [((f**2 * whole).sum()) ** 0.5 / n for f in bands]
        self.weight = sum(f**2 for f in bands).astype(dtype)
        self.bands = [f.astype(dtype) for f in bands]

    def map(self, x, change, workers):
        """The inverse of the changed coefficients, band by band."""
        spectrum = self.fft.rfft2(x, workers=workers)
        total = 0
        for i, f in enumerate(self.bands):
            c = self.fft.irfft2(f * spectrum, s=x.shape, workers=workers)
            total = total + f * self.fft.rfft2(change(i, c), workers=workers)
        return self.fft.irfft2(total / self.weight, s=x.shape, workers=workers)


@case("denoise.camera", "scikit-image")
def camera(dir, seed):
    """Writes the picture, one with noise, and a mask."""
    import numpy
    import skimage.data

    x = skimage.data.camera().astype("float64")
    write(dir, "camera", x)
    write(dir, "noisy", x + SIGMA * numpy.random.default_rng(seed).standard_normal(x.shape))
    write(dir, "mask", numpy.random.default_rng(seed).random(x.shape) < 0.5)
    return lambda: None


@case("denoise.shearlets", "scipy")
def shearlets(dir, threads):
    """Hard thresholds K·σ·norm with K = 2.5, at the finest scale 3.8."""
    y = read(dir, "noisy")
    system = Shearlets(len(y))
    k = (0, 2.5, 2.5, 2.5, 3.8)

    def change(i, c):
        c[abs(c) <= k[system.scales[i]] * SIGMA * system.norms[i]] = 0
        return c

    def work():
        return system.map(y, change, threads)

    write(dir, "shearlets", work())
    return work


@case("denoise.inpaint", "scipy")
def inpaint(dir, threads, iterations, timed):
    """Iterated hard thresholding with thresholds that fall by a constant factor to .005 of the first."""
    y, mask = read(dir, "camera"), read(dir, "mask")
    system = Shearlets(len(y))
    largest = 0.0

    def look(i, c):
        nonlocal largest
        largest = max(largest, abs(c).max() / system.norms[i])
        return c

    system.map(mask * y, look, threads)

    def run(count):
        x, delta = 0 * y, largest
        for _ in range(count):

            def change(i, c):
                c[abs(c) <= delta * system.norms[i]] = 0
                return c

            x = system.map(x + mask * (y - x), change, threads)
            delta *= 0.005 ** (1 / (iterations - 1))
        return x

    if iterations > timed:
        write(dir, "inpaint", run(iterations))
    return lambda: run(timed)


@case("denoise.skimage", "scikit-image")
def methods(dir, method):
    """The methods of scikit-image, told σ, with the settings their documentation recommends."""
    from skimage import restoration

    y = read(dir, "noisy") / 255
    sigma = SIGMA / 255
    work = {
        "wavelet": lambda: restoration.denoise_wavelet(y, sigma=sigma, wavelet="db2", mode="soft", method="BayesShrink"),
        "nl_means": lambda: restoration.denoise_nl_means(
            y, patch_size=5, patch_distance=6, h=0.8 * sigma, sigma=sigma, fast_mode=True
        ),
        "tv": lambda: restoration.denoise_tv_chambolle(y, weight=0.1),
    }[method]
    write(dir, method, 255 * work())
    return work
