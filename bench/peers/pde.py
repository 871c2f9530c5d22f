"""Differential equations by networks in PyTorch: a physics-informed network, Deep Ritz, Deep BSDE."""

import math
import shutil

from cases import case


def compiled(f):
    """f by torch.compile, which wants a compiler for C++."""
    import torch

    if not any(shutil.which(name) for name in ("g++", "c++", "clang++")):
        raise ModuleNotFoundError(name="a compiler for C++")
    return torch.compile(f, dynamic=False)


def type_of(name):
    import torch

    return getattr(torch, name)


@case("burgers.torch", "torch")
def burgers(ways, n=10456, data=100, width=20, hidden=8, nu=0.01 / math.pi, dtype="float64"):
    """Loss and gradient of u_t + u u_x - nu u_xx, with derivatives by nested autograd or by jets, which can be compiled."""
    import torch

    dt = type_of(dtype)
    torch.manual_seed(0)
    sizes = [2] + [width] * hidden + [1]
    layers = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])).to(dt)
    points = torch.rand(n, 2, dtype=dt)
    points[:, 0] = 2 * points[:, 0] - 1
    border = torch.rand(data, 2, dtype=dt)
    border[:, 0] = border[:, 0].round() * 2 - 1

    def net(x):
        for layer in layers[:-1]:
            x = torch.tanh(layer(x))
        return layers[-1](x)

    def nested():
        x, t = (points[:, i : i + 1].detach().requires_grad_() for i in (0, 1))
        u = net(torch.cat([x, t], 1))
        one = torch.ones_like(u)
        u_x, u_t = torch.autograd.grad(u, (x, t), one, create_graph=True)
        u_xx = torch.autograd.grad(u_x, x, one, create_graph=True)[0]
        return u, u_x, u_t, u_xx

    def jets():
        w = layers[0].weight
        a = layers[0](points)
        a_x, a_t = w[:, 0].expand_as(a), w[:, 1].expand_as(a)
        a_xx = torch.zeros_like(a)
        for layer in layers[1:]:
            h = torch.tanh(a)
            s = 1 - h * h
            a_xx = s * (a_xx - 2 * h * a_x * a_x)
            a_x, a_t = s * a_x, s * a_t
            a = layer(h)
            a_x, a_t, a_xx = a_x @ layer.weight.T, a_t @ layer.weight.T, a_xx @ layer.weight.T
        return a, a_x, a_t, a_xx

    derivatives = nested if ways == "autograd" else jets

    def loss():
        u, u_x, u_t, u_xx = derivatives()
        return ((u_t + u * u_x - nu * u_xx) ** 2).mean() + (net(border) ** 2).mean()

    if ways == "compiled":
        loss = compiled(loss)

    def step():
        for p in layers.parameters():
            p.grad = None
        loss().backward()

    return step


@case("ritz.torch", "torch")
def ritz(ways="autograd", d=10, m=10, blocks=3, n=1000, per_face=100, dtype="float64"):
    """A step of Adam for a harmonic function in d dimensions, with fresh points; the gradient in them by autograd, or
    written out, which can be compiled: what differentiates twice cannot."""
    import torch

    dt = type_of(dtype)
    torch.manual_seed(0)
    layers = torch.nn.ModuleList(torch.nn.Linear(d if i == 0 else m, m) for i in range(2 * blocks)).to(dt)
    last = torch.nn.Linear(m, 1).to(dt)
    parameters = list(layers.parameters()) + list(last.parameters())
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=ways != "autograd")

    def net(x, kept=None):
        for i in range(blocks):
            y = torch.tanh(layers[2 * i](x))
            z = torch.tanh(layers[2 * i + 1](y))
            x = z + (x if i > 0 or m == d else torch.nn.functional.pad(x, (0, m - d)))
            if kept is not None:
                kept.append((y, z))
        return last(x)

    def nested(x):
        x.requires_grad_()
        u = net(x)
        return torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]

    def written(x):
        kept = []
        net(x, kept)
        g = last.weight.expand(x.shape[0], m)
        for i in reversed(range(blocks)):
            y, z = kept[i]
            g = (((g * (1 - z * z)) @ layers[2 * i + 1].weight) * (1 - y * y)) @ layers[2 * i].weight + g[:, : d if i == 0 else m]
        return g

    gradient = nested if ways == "autograd" else written

    def loss(x, b):
        g = gradient(x)
        exact = (b[:, 0::2] * b[:, 1::2]).sum(1, keepdim=True)
        return 0.5 * (g * g).sum(1).mean() + 500 * 2 * d * ((net(b) - exact) ** 2).mean()

    if ways == "compiled":
        loss = compiled(loss)

    def step():
        x = torch.rand(n, d, dtype=dt)
        b = torch.rand(2 * d * per_face, d, dtype=dt)
        for i in range(2 * d):
            b[i * per_face : (i + 1) * per_face, i // 2] = i % 2
        adam.zero_grad(set_to_none=True)
        loss(x, b).backward()
        adam.step()

    return step


@case("bsde.torch", "torch")
def bsde(dtype, d=100, hidden=110, steps=20, batch=64, final=0.3):
    """A step of Adam for the Allen-Cahn equation, a network with batch normalisation for each step in time."""
    import torch

    dt_, dt = type_of(dtype), final / steps
    torch.manual_seed(0)

    def subnet():
        parts = [torch.nn.BatchNorm1d(d)]
        for a, b in ((d, hidden), (hidden, hidden)):
            parts += [torch.nn.Linear(a, b, bias=False), torch.nn.BatchNorm1d(b), torch.nn.ReLU()]
        return torch.nn.Sequential(*parts, torch.nn.Linear(hidden, d, bias=False), torch.nn.BatchNorm1d(d))

    nets = torch.nn.ModuleList(subnet() for _ in range(steps - 1)).to(dt_)
    y0 = torch.nn.Parameter(torch.rand(1, dtype=dt_))
    z0 = torch.nn.Parameter(torch.rand(1, d, dtype=dt_) * 0.1)
    adam = torch.optim.Adam(list(nets.parameters()) + [y0, z0], lr=5e-4)

    def step():
        w = torch.randn(steps, batch, d, dtype=dt_) * math.sqrt(dt)
        x = torch.cat([torch.zeros(1, batch, d, dtype=dt_), torch.cumsum(math.sqrt(2) * w, 0)])
        y, z = y0.expand(batch, 1), z0.expand(batch, d)
        for i in range(steps):
            y = y - dt * (y - y**3) + (z * w[i]).sum(1, keepdim=True)
            if i < steps - 1:
                z = nets[i](x[i + 1]) / d
        g = 1 / (2 + 0.4 * (x[-1] ** 2).sum(1, keepdim=True))
        loss = ((y - g) ** 2).mean()
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    return step
