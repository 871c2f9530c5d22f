"""Discrete Fourier transforms of images by SciPy and FFTW, complex and real."""

from cases import case

COMPLEX = {"float32": "complex64", "float64": "complex128"}


def image(n, dtype, real):
    import numpy

    r = numpy.random.default_rng(1)
    x = r.standard_normal((n, n))
    return x.astype(dtype) if real else (x + 1j * r.standard_normal((n, n))).astype(COMPLEX[dtype])


@case("fft.scipy", "scipy")
def scipy_fft(n, dtype, real, threads):
    import scipy.fft

    x = image(n, dtype, real)
    f = scipy.fft.rfft2 if real else scipy.fft.fft2
    return lambda: f(x, workers=threads)


@case("fft.fftw", "pyFFTW")
def fftw(n, dtype, real, threads):
    """A plan that was chosen by measurement, from one aligned array to another."""
    import pyfftw

    x = image(n, dtype, real)
    a = pyfftw.empty_aligned(x.shape, x.dtype)
    b = pyfftw.empty_aligned((n, n // 2 + 1) if real else (n, n), COMPLEX[dtype])
    plan = pyfftw.FFTW(a, b, axes=(0, 1), flags=("FFTW_MEASURE",), threads=threads)
    a[:] = x
    return plan.execute
