"""The peer of this folder's benchmark in PyTorch, written as one usually writes it.

torch_peer.py WORK NETWORK LOSS THREADS SECONDS FOLDER [channels-last]: WORK is check, train or evaluate; LOSS is labels
or distil; FOLDER holds the network's start and the data as raw numbers. Prints "name value" lines.
"""

import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

NETWORKS = {"digits": (8, [(16, 2), (32, 2)], 64), "fashion": (28, [(32, 1), (64, 1), (128, 1)], 128)}
CLASSES = 10
TEMPERATURE, ALPHA = 4.0, 0.9


def build(side, blocks):
    layers, inputs = [], 1
    for channels, convolutions in blocks:
        for _ in range(convolutions):
            layers.append(nn.Conv2d(inputs, channels, 3, padding=1, bias=False))
            layers.append(nn.BatchNorm2d(channels))
            layers.append(nn.ReLU(inplace=True))
            inputs = channels
        layers.append(nn.MaxPool2d(2))
        side //= 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * side * side, CLASSES))


def load(network, folder):
    values = torch.from_numpy(np.fromfile(folder / "parameters.bin", dtype=np.float32))
    offset = 0
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(values[offset : offset + parameter.numel()].view_as(parameter))
            offset += parameter.numel()
    if offset != values.numel():
        raise ValueError(f"The network has {offset} parameters, not {values.numel()}.")
    return offset


class Training:
    def __init__(self, name, loss, folder, layout):
        side, blocks, self.batch = NETWORKS[name]
        self.inputs = torch.from_numpy(np.fromfile(folder / "inputs.bin", dtype=np.float32)).view(-1, 1, side, side)
        self.labels = torch.from_numpy(np.fromfile(folder / "labels.bin", dtype=np.int64))
        self.answers = torch.from_numpy(np.fromfile(folder / "answers.bin", dtype=np.float32)).view(-1, CLASSES)
        self.distils = loss == "distil"
        self.network = build(side, blocks)
        self.parameters = load(self.network, folder)
        if layout == "channels-last":
            self.network = self.network.to(memory_format=torch.channels_last)
            self.inputs = self.inputs.contiguous(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(
            self.network.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True
        )

    def step(self, indices):
        logits = self.network(self.inputs.index_select(0, indices))
        loss = F.cross_entropy(logits, self.labels.index_select(0, indices))
        if self.distils:
            student = F.log_softmax(logits / TEMPERATURE, dim=1)
            teacher = F.softmax(self.answers.index_select(0, indices) / TEMPERATURE, dim=1)
            soft = F.kl_div(student, teacher, reduction="batchmean")
            loss = ALPHA * TEMPERATURE**2 * soft + (1 - ALPHA) * loss
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss

    def epoch(self):
        self.network.train()
        total = torch.zeros(())
        for indices in torch.randperm(len(self.inputs)).split(self.batch):
            total += self.step(indices).detach()
        return total

    def evaluate(self):
        self.network.eval()
        right, loss = 0, 0.0
        with torch.inference_mode():
            for inputs, labels in zip(self.inputs.split(500), self.labels.split(500)):
                logits = self.network(inputs)
                right += (logits.argmax(1) == labels).sum().item()
                loss += F.cross_entropy(logits, labels, reduction="sum").item()
        return right, loss


def measure(work, examples, seconds):
    """CPU seconds of this process, user and system, over whole passes; those of the first second do not count."""
    warm = time.process_time() + 1
    while time.process_time() < warm:
        work()
    images, start = 0, time.process_time()
    while time.process_time() < start + seconds:
        work()
        images += examples
    print("images", images)
    print("cpu", time.process_time() - start)


def main(work, name, loss, threads, seconds, folder, layout=""):
    torch.set_num_threads(int(threads))
    training = Training(name, loss, Path(folder), layout)
    if work == "check":
        print("parameters", training.parameters)
        training.network.train()
        for step in range(3):
            print(f"loss{step + 1}", training.step(torch.arange(training.batch)).item())
    else:
        measure(training.epoch if work == "train" else training.evaluate, len(training.inputs), float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
