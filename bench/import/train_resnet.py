"""Trains a small ResNet on Fashion-MNIST in PyTorch and writes it as ONNX, its preprocessing outside of the file as usual.

Debian: apt install python3-torch dataset-fashion-mnist. Then: /usr/bin/python3 train_resnet.py FILE.onnx [EPOCHS]

Prints accuracy on the last 5,000 training pictures (which are not trained on) and on the test pictures; writes the logits of the first
100 test pictures beside the file, as NumPy has them, to compare with.
"""
import gzip
import sys
import numpy
import torch
from torch import nn
from torch.nn import functional

FOLDER = "/usr/share/datasets/fashion-mnist"
MEAN, DEVIATION = 0.2860, 0.3530


def load(kind):
    with gzip.open(f"{FOLDER}/{kind}-images-idx3-ubyte.gz") as file:
        pictures = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(f"{FOLDER}/{kind}-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)
    # What ToTensor and Normalize do.
    inputs = (torch.from_numpy(pictures.copy()).float() / 255 - MEAN) / DEVIATION
    return inputs, torch.from_numpy(labels.astype(numpy.int64))


class Block(nn.Module):
    def __init__(self, before, channels, stride):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(before, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels))
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))
        self.skip = nn.Identity() if stride == 1 and before == channels else nn.Sequential(
            nn.Conv2d(before, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return functional.relu(self.second(functional.relu(self.first(x))) + self.skip(x))


def options(usual_epochs):
    """EPOCHS and THREADS of the command line; also makes the run repeatable."""
    torch.manual_seed(1)
    torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
    return int(sys.argv[2]) if len(sys.argv) > 2 else usual_epochs


def fit(network, optimizer, rate, epochs):
    """Trains on all but the last 5,000 training pictures, on which it then prints the accuracy, and that on the test pictures."""
    inputs, labels = load("train")
    kept = len(labels) - 5000
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, epochs * (kept // 128))
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(kept)
        for start in range(0, kept - 127, 128):
            batch = order[start:start + 128]
            loss = functional.cross_entropy(network(inputs[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}", flush=True)
    network.eval()
    print(f"validation {accuracy(network, inputs[kept:], labels[kept:]):.4f}")
    print(f"test {accuracy(network, *load('t10k')):.4f}")


def accuracy(network, inputs, labels):
    with torch.no_grad():
        answers = torch.cat([network(part).argmax(1) for part in inputs.split(500)])
    return (answers == labels).float().mean().item()


def main():
    epochs = options(usual_epochs=4)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    fit(network, torch.optim.SGD(network.parameters(), 0.1, 0.9, weight_decay=5e-4, nesterov=True), 0.1, epochs)
    some = load("t10k")[0][:100]
    with torch.no_grad():
        numpy.save(sys.argv[1] + ".logits.npy", network(some).numpy())
    torch.onnx.export(
        network, some[:1], sys.argv[1], opset_version=14, training=torch.onnx.TrainingMode.PRESERVE,
        input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})


if __name__ == "__main__":
    main()
