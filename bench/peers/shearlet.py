"""ShearLab's systems in NumPy and SciPy, with the same products of half spectra in real transforms."""

from cases import case
from denoise import Shearlets, band, low, wedge


def image(*shape):
    import numpy

    return numpy.random.default_rng(1).standard_normal(shape)


@case("system.numpy", "numpy")
def system(n):
    return lambda: Shearlets(n)


@case("decompose.scipy", "scipy")
def decompose(n, threads):
    import numpy
    import scipy.fft

    s, x = Shearlets(n), image(n, n)
    c = numpy.empty((len(s.bands), n, n))

    def work():
        spectrum = scipy.fft.rfft2(x, workers=threads)
        for i, f in enumerate(s.bands):
            c[i] = scipy.fft.irfft2(f * spectrum, s=x.shape, workers=threads, overwrite_x=True)

    return work


@case("reconstruct.scipy", "scipy")
def reconstruct(n, threads):
    import scipy.fft

    s = Shearlets(n)
    c = image(len(s.bands), n, n)

    def work():
        total = 0
        for i, f in enumerate(s.bands):
            total = total + f * scipy.fft.rfft2(c[i], workers=threads)
        return scipy.fft.irfft2(total / s.weight, s=(n, n), workers=threads)

    return work


@case("denoise.scipy", "scipy")
def denoise(n, threads):
    s, x = Shearlets(n), image(n, n)

    def shrink(i, c):
        c[abs(c) <= 3 * s.norms[i]] = 0
        return c

    return lambda: s.map(x, shrink, threads)


def planes(n, levels, half):
    """Both cones of the plane system for two axes of n frequencies; half keeps the half of the first or second one."""
    import numpy

    w = 2 * numpy.pi * numpy.fft.fftfreq(n)
    wa = w[: n // 2 + 1] if half == 0 else w
    wb = w[: n // 2 + 1] if half == 1 else w
    a, b, J = wa[:, None], wb[None, :], len(levels)
    first, second = {}, {}
    for s, d in enumerate(levels, 1):
        for k in range(-(2**d), 2**d + 1):
            first[s, k] = wedge(d, k, b, a) * band(J + 1 - s, b)
            second[s, k] = wedge(d, -k, a, b) * band(J + 1 - s, a)
    return first, second, low(J, a) * low(J, b)


class Solid:
    """The system in three dimensions: a product of two planes for every band, made when it is needed."""

    def __init__(self, n, levels):
        p12, q12, l12 = planes(n, levels, None)
        p32, q32, l32 = planes(n, levels, 0)
        p13, q13, _ = planes(n, levels, 1)
        self.n, self.bands = n, []
        for pyramid in (1, 2, 3):
            for s, d in enumerate(levels, 1):
                top = 2**d
                for k in range(-top + (pyramid == 3), top + 1 - (pyramid == 3)):
                    for l in range(-top + (pyramid > 1), top + 1 - (pyramid > 1)):
                        u, v = {
                            1: (p12[s, k][:, :, None], p32[s, l].T[None]),
                            2: (p13[s, k][:, None, :], q32[s, l].T[None]),
                            3: (q12[s, k][:, :, None], q13[s, l][:, None, :]),
                        }[pyramid]
                        self.bands.append((u, v))
        self.bands.append((l12[:, :, None], l32.T[None]))
        self.weight = sum((u * v) ** 2 for u, v in self.bands)


@case("solid.scipy", "scipy")
def solid(n, threads):
    """Every band of the volume, changed, and back."""
    import scipy.fft

    s, x = Solid(n, (0, 0, 1)), image(n, n, n)

    def work():
        spectrum = scipy.fft.rfftn(x, workers=threads)
        total = 0
        for u, v in s.bands:
            f = u * v
            c = scipy.fft.irfftn(f * spectrum, s=x.shape, workers=threads)
            c[abs(c) <= 0.1] = 0
            total = total + f * scipy.fft.rfftn(c, workers=threads)
        return scipy.fft.irfftn(total / s.weight, s=x.shape, workers=threads)

    return work
