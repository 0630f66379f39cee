"""Optuna's side of OptunaPeer.cs: draws points, asks for their values on standard output, reads them from standard input."""

import json
import sys
import warnings

import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def tell(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def suggest(trial, space):
    x = {}
    for node in space:
        if node["parent"] is not None and x.get(node["parent"]) != node["option"]:
            continue
        path = node["path"]
        if "real" in node:
            low, high, log = node["real"]
            x[path] = trial.suggest_float(path, low, high, log=log)
        elif "integer" in node:
            low, high, log = node["integer"]
            x[path] = trial.suggest_int(path, low, high, log=log)
        else:
            x[path] = trial.suggest_categorical(path, node["choice"])
    return x


def sampler(key, seed, constrained):
    constraints = (lambda trial: trial.user_attrs["constraints"]) if constrained else None
    if key == "nsga2":
        return optuna.samplers.NSGAIISampler(population_size=20, seed=seed, constraints_func=constraints)
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True, constraints_func=constraints)


def main():
    study = json.loads(sys.stdin.readline())
    for seed in study["seeds"]:
        directions = ["minimize"] * study["objectives"]
        made = sampler(study["sampler"], seed, study["constraints"] > 0)
        run(optuna.create_study(directions=directions, sampler=made), study, seed)


def run(search, study, seed):
    known = {}
    counted = 0
    while counted < study["trials"]:
        trial = search.ask()
        x = suggest(trial, study["space"])
        point = json.dumps(x, sort_keys=True)
        # A repeated point is answered from memory, and is no trial, where only distinct ones count.
        if not (study["distinct"] and point in known):
            tell({"seed": seed, "x": x})
            known[point] = json.loads(sys.stdin.readline())
            counted += 1
        trial.set_user_attr("constraints", known[point]["constraints"])
        search.tell(trial, known[point]["losses"])


if __name__ == "__main__":
    main()
