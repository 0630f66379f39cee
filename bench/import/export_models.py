"""Writes networks of torchvision as ONNX, every number in them drawn at random.

Debian: apt install python3-torchvision. Then: /usr/bin/python3 export_models.py FOLDER [NAME ...]

Weights, gains, offsets and running statistics of normalisations are drawn so that no layer is the identity and signals neither
vanish nor explode: an importer that forgets one of them is found out.
"""
import sys
import torch
import torchvision.models as models

MODELS = {
    "resnet18": 224, "resnext50_32x4d": 224, "vgg11_bn": 224, "alexnet": 224, "squeezenet1_0": 224,
    "squeezenet1_1": 224, "densenet121": 224, "googlenet": 224, "inception_v3": 299, "mobilenet_v2": 224,
    "mobilenet_v3_small": 224, "mobilenet_v3_large": 224, "mnasnet1_0": 224, "regnet_x_400mf": 224,
    "regnet_y_400mf": 224, "shufflenet_v2_x1_0": 224, "efficientnet_b0": 224, "convnext_tiny": 224, "vit_b_32": 224,
}


def make(name):
    options = {"weights": None}
    if name in ("googlenet", "inception_v3"):
        options.update(aux_logits=True, init_weights=False, transform_input=False)
    try:
        return getattr(models, name)(**options)
    except TypeError:
        options.pop("weights")
        return getattr(models, name)(pretrained=False, **options)


def draw(network, generator):
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.uniform_(-0.3, 0.3, generator=generator)
            module.running_mean.uniform_(-0.3, 0.3, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            fan_in = module.weight[0].numel()
            module.weight.data.normal_(0, (1.5 / fan_in) ** 0.5, generator=generator)
            if module.bias is not None:
                module.bias.data.uniform_(-0.1, 0.1, generator=generator)


def main():
    folder, names = sys.argv[1], sys.argv[2:] or list(MODELS)
    for seed, name in enumerate(names):
        generator = torch.Generator().manual_seed(seed)
        network = make(name).eval()
        draw(network, generator)
        side = MODELS[name]
        example = torch.randn(1, 3, side, side, generator=generator)
        try:
            torch.onnx.export(
                network, example, f"{folder}/{name}.onnx", opset_version=14, do_constant_folding=False,
                training=torch.onnx.TrainingMode.PRESERVE, input_names=["x"], output_names=["y"],
                dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
            )
            print(name, flush=True)
        except Exception as error:  # A network that torch cannot export is said and left out.
            print(f"{name}: not exported: {str(error).splitlines()[0]}", flush=True)


main()
