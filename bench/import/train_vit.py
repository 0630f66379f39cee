"""Trains a small vision transformer on Fashion-MNIST in PyTorch and writes it as ONNX and as TorchScript: networks that only teach.

Debian: apt install python3-torch dataset-fashion-mnist. Then: /usr/bin/python3 train_vit.py NAME [EPOCHS [THREADS]]

Writes NAME.onnx and NAME.pt, their preprocessing outside; prints accuracy on the last 5,000 training pictures (which are not trained
on) and on the test pictures.
"""
import sys

import torch
from torch import nn

from train_resnet import fit, options

TOKENS, WIDTH, HEADS = 16, 64, 4


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.three, self.mix = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.wide = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, x):
        parts = self.three(self.first(x)).reshape(-1, TOKENS, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (parts[0] @ parts[1].transpose(-1, -2) / (WIDTH // HEADS) ** 0.5).softmax(-1)
        x = x + self.mix((weights @ parts[2]).transpose(1, 2).reshape(-1, TOKENS, WIDTH))
        return x + self.wide(self.second(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, WIDTH, 7, 7)
        self.places = nn.Parameter(torch.randn(1, TOKENS, WIDTH) / 50)
        self.layers = nn.Sequential(*(Layer() for _ in range(3)))
        self.last = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 10))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2) + self.places
        return self.last(self.layers(x).mean(1))


def main():
    epochs = options(usual_epochs=8)
    network = Transformer()
    fit(network, torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=0.02), 2e-3, epochs)
    example = torch.zeros(1, 1, 28, 28)
    torch.onnx.export(
        network, example, f"{sys.argv[1]}.onnx", opset_version=14, input_names=["pictures"],
        output_names=["logits"], dynamic_axes={"pictures": {0: "batch"}, "logits": {0: "batch"}})
    torch.jit.trace(network, example).save(f"{sys.argv[1]}.pt")


if __name__ == "__main__":
    main()
