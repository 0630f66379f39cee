"""Optuna on the problems of this folder: optuna_peer.py SEEDS TRIALS PROBLEM..."""

import math
import statistics
import sys
import warnings

import numpy as np
import optuna
from optuna._hypervolume import WFG

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def zdt(h):
    def evaluate(trial):
        x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(10)]
        g = 1 + 9 * sum(x[1:]) / 9
        return x[0], g * h(x[0], g)

    return evaluate


def pipeline(trial):
    rate = trial.suggest_float("rate", 1e-4, 1, log=True)
    width = trial.suggest_int("width", 4, 256, log=True)
    depth = trial.suggest_int("depth", 1, 8)
    distilled = 1.0
    if trial.suggest_categorical("distil", ["none", "soft"]) == "soft":
        t = math.log(trial.suggest_float("distil.soft.temperature", 1, 20, log=True) / 4)
        w = trial.suggest_float("distil.soft.weight", 0, 1) - 0.7
        distilled = 0.75 + 0.2 * t * t + 0.8 * w * w
    share, harm = 0.0, 1.0
    prune = trial.suggest_categorical("prune", ["none", "layer", "global"])
    if prune == "layer":
        share, harm = trial.suggest_float("prune.layer.share", 0, 0.95), 0.9
    if prune == "global":
        share = trial.suggest_float("prune.global.share", 0, 0.95)
        by = trial.suggest_categorical("prune.global.by", ["random", "l1", "taylor"])
        harm = {"random": 1.1, "l1": 0.6, "taylor": 0.5}[by]
    quantize = trial.suggest_categorical("quantize", ["none", "int8", "int4"])
    bits = {"none": 32, "int8": 8, "int4": 4}[quantize]
    rounding = 0.0
    if quantize == "int4":
        rounding = 0.06 / (1 + trial.suggest_int("quantize.int4.steps", 0, 50) / 10)
    size = width * depth * (1 - share) * bits / 32
    capacity = width * math.sqrt(depth) * (1 - share) ** harm
    error = 0.02 + 0.8 * capacity**-0.35 * distilled + 0.03 * (math.log10(rate) + 1.5) ** 2 + rounding
    return error, (math.log2(size) + 4.5) / 15.5


PROBLEMS = {
    "zdt1": (zdt(lambda f, g: 1 - math.sqrt(f / g)), [11.0, 11.0]),
    "zdt2": (zdt(lambda f, g: 1 - (f / g) ** 2), [11.0, 11.0]),
    "zdt3": (zdt(lambda f, g: 1 - math.sqrt(f / g) - f / g * math.sin(10 * math.pi * f)), [11.0, 11.0]),
    "pipeline": (pipeline, [1.0, 1.0]),
}
SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
    "nsga2": lambda seed: optuna.samplers.NSGAIISampler(population_size=20, seed=seed),
}


def volume(points, reference):
    inside = [p for p in points if all(a < r for a, r in zip(p, reference))]
    return WFG().compute(np.array(inside), np.array(reference)) if inside else 0.0


def main(seeds, trials, names):
    for name in names:
        evaluate, reference = PROBLEMS[name]
        for key, make in SAMPLERS.items():
            runs = []
            for seed in range(1, seeds + 1):
                study = optuna.create_study(directions=["minimize"] * 2, sampler=make(seed))
                study.optimize(evaluate, n_trials=trials)
                runs.append([t.values for t in study.trials])
            cells = []
            for mark in (m for m in (25, 50, 75, 100, 200) if m <= trials):
                v = sorted(volume(run[:mark], reference) for run in runs)
                cells.append(f"{mark}: {statistics.median(v):.3f} [{v[len(v) // 4]:.3f}, {v[len(v) * 3 // 4]:.3f}]")
            print(f"| {name} | optuna {key} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
