"""Steps of training in PyTorch: a perceptron, a U-Net."""

from cases import case


def step_of(net, x, y, **how):
    import torch

    opt = torch.optim.Adam(net.parameters(), lr=1e-3, **how)

    def step():
        opt.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(net(x), y).backward()
        opt.step()

    return step


def mlp(batch, width, dtype, **how):
    import torch
    from torch import nn

    torch.manual_seed(0)
    kind = getattr(torch, dtype)
    net = nn.Sequential(
        nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1)
    ).to(kind)
    x = torch.rand(batch, 2, dtype=kind)
    return step_of(net, x, torch.sin(x.sum(1, keepdim=True)), **how)


@case("mlp.torch", "torch")
def mlp_plain(batch, width, dtype):
    return mlp(batch, width, dtype)


@case("mlp.torch.fused", "torch")
def mlp_fused(batch, width, dtype):
    return mlp(batch, width, dtype, fused=True)


def unet_of(channels):
    import torch
    from torch import nn

    def block(i, o):
        return nn.Sequential(
            nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True)
        )

    class UNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.down = nn.ModuleList(block(i, o) for i, o in zip((1,) + channels[:-1], channels))
            pairs = list(zip(channels[:-1], channels[1:]))[::-1]
            self.up = nn.ModuleList(nn.ConvTranspose2d(o, i, 2, stride=2) for i, o in pairs)
            self.join = nn.ModuleList(block(2 * i, i) for i, _ in pairs)
            self.last = nn.Conv2d(channels[0], 1, 1)

        def forward(self, x):
            kept = []
            for k, down in enumerate(self.down):
                if k > 0:
                    kept.append(x)
                    x = nn.functional.max_pool2d(x, 2)
                x = down(x)
            for up, join in zip(self.up, self.join):
                x = join(torch.cat([kept.pop(), up(x)], 1))
            return self.last(x)

    return UNet()


def unet(batch, size, layout):
    import torch

    torch.manual_seed(0)
    net = unet_of((16, 32, 64)).to(memory_format=layout)
    x, y = (torch.rand(batch, 1, size, size).contiguous(memory_format=layout) for _ in range(2))
    return step_of(net, x, y)


@case("unet.torch", "torch")
def unet_first(batch, size):
    import torch

    return unet(batch, size, torch.contiguous_format)


@case("unet.torch.last", "torch")
def unet_last(batch, size):
    import torch

    return unet(batch, size, torch.channels_last)
