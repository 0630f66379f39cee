"""Writes tests/Onnx/normalised.pt: TorchScript of a layer normalisation and a linear layer with known weights.

/usr/bin/python3 bench/import/export_torchscript.py tests/Onnx/normalised.pt    (Debian's python3-torch)
"""
import sys

import torch


class Normalised(torch.nn.Module):
    def __init__(self):
        super().__init__()
        places = torch.arange(64)
        weights = torch.stack([((k + 1) * (places % 7) - 9) / 100 for k in range(10)])
        self.last = torch.nn.Linear(64, 10, bias=False)
        self.last.weight = torch.nn.Parameter(weights.float())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(torch.nn.functional.layer_norm(x.flatten(1), [64]))


torch.jit.script(Normalised().eval()).save(sys.argv[1])
