"""Edges: the detector of Canny in scikit-image."""

from cases import case


@case("edges.canny", "scikit-image")
def canny(path, sigma, low, high):
    """Canny of a square image of float64 numbers in a file; the marks are left beside it when it is prepared.

    Gradients there are sums of Sobel's weights, eight times the slope, and so are the thresholds.
    """
    import numpy
    from skimage.feature import canny

    x = numpy.fromfile(path)
    n = int(len(x) ** 0.5 + 0.5)
    x = x.reshape(n, n)

    def work():
        return canny(x, sigma=sigma, low_threshold=8 * low, high_threshold=8 * high)

    work().astype("uint8").tofile(path + ".canny")
    return work
