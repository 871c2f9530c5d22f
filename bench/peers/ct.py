"""Tomography: ASTRA's and scikit-image's projectors, and total variation and shearlets in NumPy and SciPy.

The reconstructions work on files of float64 numbers in a directory, that ours has written: truth, data, for shearlets
also the spectra of the system, bands × n × (n/2+1), and a weight for every band. They leave their result there.
"""

import os

from cases import case


def read(dir, name, *shape):
    import numpy

    return numpy.fromfile(os.path.join(dir, name)).reshape(shape)


def write(dir, name, x):
    x.astype("float64").tofile(os.path.join(dir, name))


def astra_operator(n, angles):
    import astra
    import numpy

    bins = int(numpy.ceil(2**0.5 * n - 1e-9))
    volume = astra.create_vol_geom(n, n)
    rays = astra.create_proj_geom("parallel", 1.0, bins, numpy.arange(angles) * numpy.pi / angles)
    return astra.OpTomo(astra.create_projector("linear", rays, volume)), bins


@case("ct.astra.forward", "astra-toolbox")
def astra_forward(n, angles):
    import numpy

    A, _ = astra_operator(n, angles)
    x = numpy.random.default_rng(0).random((n, n), dtype=numpy.float32)
    return lambda: A.FP(x)


@case("ct.astra.back", "astra-toolbox")
def astra_back(n, angles):
    import numpy

    A, bins = astra_operator(n, angles)
    y = numpy.random.default_rng(0).random((angles, bins), dtype=numpy.float32)
    return lambda: A.BP(y)


@case("ct.skimage.forward", "scikit-image")
def skimage_forward(n, angles):
    import numpy
    from skimage.transform import radon

    x = numpy.zeros((n, n))
    x[n // 4 : 3 * n // 4, n // 4 : 3 * n // 4] = 1
    theta = numpy.arange(angles) * 180 / angles
    return lambda: radon(x, theta, circle=True)


@case("ct.skimage.back", "scikit-image")
def skimage_back(n, angles):
    import numpy
    from skimage.transform import iradon

    y = numpy.random.default_rng(0).random((n, angles))
    theta = numpy.arange(angles) * 180 / angles
    return lambda: iradon(y, theta, circle=True, filter_name=None)


def joseph(n, bins, theta):
    """The matrix of Joseph's projector, and its transpose, in rows."""
    import numpy as np
    import scipy.sparse

    centre, middle = (n - 1) / 2, (bins - 1) / 2
    rows, cols, values = [], [], []
    s = np.arange(bins) - middle
    along = np.arange(n)[:, None]
    for k, t in enumerate(theta):
        c, d = np.cos(t), np.sin(t)
        steep = abs(c) >= abs(d)
        if steep:
            at = (s[None, :] - (centre - along) * d) / c + centre
        else:
            at = centre - (s[None, :] - (along - centre) * c) / d
        low = np.floor(at).astype(int)
        f = at - low
        for q, w in ((low, 1 - f), (low + 1, f)):
            a, b = np.nonzero((q >= 0) & (q < n) & (w > 0))
            rows.append(k * bins + b)
            cols.append(a * n + q[a, b] if steep else q[a, b] * n + a)
            values.append(w[a, b] / max(abs(c), abs(d)))
    A = scipy.sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(cols))), shape=(len(theta) * bins, n * n)
    )
    return A, A.T.tocsr()


def gradient(x):
    import numpy as np

    g = np.zeros((2,) + x.shape)
    g[0, :-1] = x[1:] - x[:-1]
    g[1, :, :-1] = x[:, 1:] - x[:, :-1]
    return g


def divergence(g):
    import numpy as np

    d = np.zeros(g.shape[1:])
    d[:-1] += g[0, :-1]
    d[1:] -= g[0, :-1]
    d[:, :-1] += g[1, :, :-1]
    d[:, 1:] -= g[1, :, :-1]
    return d


@case("ct.tv", "scipy")
def tv(dir, n, bins, angles, weight, target, balance):
    """½‖Ax-y‖² + λ‖∇x‖₁, anisotropic, by PDHG with diagonal preconditioning, as many steps as reach the target."""
    import numpy as np

    theta = (np.arange(angles) + 0.5) * np.pi / angles
    A, At = joseph(n, bins, theta)
    y = read(dir, "data", angles * bins)
    tau = balance / (np.asarray(A.sum(0)).ravel() + 4)
    sigma = 1 / (np.asarray(A.sum(1)).ravel() + 1e-9) / balance
    half = 0.5 / balance

    def objective(x):
        return 0.5 * ((A @ x - y) ** 2).sum() + weight * np.abs(gradient(x.reshape(n, n))).sum()

    def run(steps, watch):
        x = np.zeros(n * n)
        over, p, q = x, np.zeros(len(y)), np.zeros((2, n, n))
        for k in range(steps):
            p = (p + sigma * (A @ over - y)) / (1 + sigma)
            q = np.clip(q + half * gradient(over.reshape(n, n)), -weight, weight)
            new = x - tau * (At @ p - divergence(q).ravel())
            over = 2 * new - x
            x = new
            if watch and objective(x) <= target:
                return x, k + 1
        return x, steps

    x, steps = run(5000, True)
    write(dir, "tv", x)
    return lambda: run(steps, False)


@case("ct.shearlets", "scipy")
def shearlets(dir, n, bins, bands, outer, inner, rho, positive, threads):
    """½‖Rf-g‖² + ‖w SH f‖₁, f ≥ 0, by ADMM with conjugate gradients inside, for angles from -60° to 60°."""
    import numpy as np
    import scipy.fft as fft

    R, Rt = joseph(n, bins, np.deg2rad(np.arange(-60, 60)))
    g = read(dir, "data", 120 * bins)
    psi = read(dir, "spectra", bands, n, n // 2 + 1)
    w = read(dir, "weights", bands, 1, 1)

    def analysis(f):
        return fft.irfft2(psi * fft.rfft2(f.reshape(n, n), workers=threads), s=(n, n), workers=threads)

    def synthesis(c):
        return fft.irfft2((psi * fft.rfft2(c, workers=threads)).sum(0), s=(n, n), workers=threads).ravel()

    def normal(f):
        return Rt @ (R @ f) + (rho + positive) * f

    def work():
        f, b0 = np.zeros(n * n), Rt @ g
        z1, z2 = np.zeros((bands, n, n)), np.zeros(n * n)
        u1, u2 = np.zeros_like(z1), np.zeros_like(z2)
        for _ in range(outer):
            b = b0 + rho * synthesis(z1 - u1) + positive * (z2 - u2)
            r = b - normal(f)
            d, s = r.copy(), r @ r
            end = 1e-2 * s**0.5
            for _ in range(inner):
                if s**0.5 <= end:
                    break
                q = normal(d)
                a = s / (d @ q)
                f = f + a * d
                r -= a * q
                s, last = r @ r, s
                d = r + (s / last) * d
            c = analysis(f)
            z1 = c + u1
            z1 = np.sign(z1) * np.maximum(np.abs(z1) - w / rho, 0)
            z2 = np.maximum(f + u2, 0)
            u1 += c - z1
            u2 += f - z2
        return np.maximum(f, 0)

    write(dir, "shearlets", work())
    return work
