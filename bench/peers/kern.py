"""Kernels of NumPy and PyTorch: products, functions of each value, convolutions, Adam."""

from cases import case


def normals(*shape, dtype):
    import numpy

    return numpy.random.default_rng(1).standard_normal(shape).astype(dtype)


@case("product.numpy", "numpy")
def product_numpy(m, n, k, dtype):
    import numpy

    a, b, c = normals(m, k, dtype=dtype), normals(k, n, dtype=dtype), numpy.empty((m, n), dtype)
    return lambda: numpy.matmul(a, b, out=c)


@case("product.torch", "torch")
def product_torch(m, n, k, dtype):
    import torch

    a, b = (torch.from_numpy(normals(*s, dtype=dtype)) for s in ((m, k), (k, n)))
    c = torch.empty(m, n, dtype=a.dtype)
    return lambda: torch.mm(a, b, out=c)


@case("function.numpy", "numpy")
def function_numpy(name, n, dtype):
    import numpy

    x = abs(normals(n, dtype=dtype)) + dtype_of(dtype)(1e-3)
    y, f = numpy.empty_like(x), getattr(numpy, name)
    return lambda: f(x, out=y)


def dtype_of(name):
    import numpy

    return numpy.dtype(name).type


@case("function.torch", "torch")
def function_torch(name, n, dtype):
    import torch
    from torch.nn import functional

    x = torch.from_numpy(abs(normals(n, dtype=dtype)) + dtype_of(dtype)(1e-3))
    y = torch.empty_like(x)
    functions = {
        "softplus": functional.softplus,
        "gelu": lambda x: functional.gelu(x, approximate="tanh"),
        "gelu-erf": functional.gelu,
        "relu": functional.relu,
    }
    if name in functions:
        f = functions[name]
        return lambda: f(x)
    f = getattr(torch, name)
    return lambda: f(x, out=y)


def adam(n, **how):
    import torch

    p = torch.nn.Parameter(torch.from_numpy(normals(n, dtype="float32")))
    p.grad = torch.from_numpy(normals(n, dtype="float32"))
    return torch.optim.Adam([p], lr=1e-3, **how).step


@case("adam.torch", "torch")
def adam_plain(n):
    return adam(n)


@case("adam.torch.fused", "torch")
def adam_fused(n):
    return adam(n, fused=True)


def conv(n, channels, size, layout):
    import torch
    from torch.nn import functional

    def leaf(*shape):
        t = torch.from_numpy(normals(*shape, dtype="float32"))
        return (t.contiguous(memory_format=layout) if t.dim() == 4 else t).requires_grad_()

    x, w, b = leaf(n, channels, size, size), leaf(channels, channels, 3, 3), leaf(channels)
    g = leaf(n, channels, size, size).detach()

    def work():
        x.grad = w.grad = b.grad = None
        functional.conv2d(x, w, b, padding=1).backward(g)

    return work


@case("conv.torch", "torch")
def conv_first(n, channels, size):
    import torch

    return conv(n, channels, size, torch.contiguous_format)


@case("conv.torch.last", "torch")
def conv_last(n, channels, size):
    import torch

    return conv(n, channels, size, torch.channels_last)
