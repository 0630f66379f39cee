using Slimfront.Search.Spaces;

namespace Slimfront.Search.Bench;

/// <summary>
/// A made-up compression pipeline in closed form: a conditional, mixed space whose two losses are an error and the
/// logarithm of a size. The same function stands in optuna_peer.py.
/// </summary>
public static class PipelineProblem
{
    public static Problem Instance { get; } = new("pipeline", Space(), [1, 1], double.NaN, Evaluate);

    private static Space Space() =>
        new([
            new Parameter.Real("rate", 1e-4, 1, Logarithmic: true),
            new Parameter.Integer("width", 4, 256, Logarithmic: true),
            new Parameter.Integer("depth", 1, 8),
            new Parameter.Choice(
                "distil",
                [
                    new Option("none"),
                    new Option(
                        "soft",
                        new Parameter.Real("temperature", 1, 20, Logarithmic: true),
                        new Parameter.Real("weight", 0, 1)
                    ),
                ]
            ),
            new Parameter.Choice(
                "prune",
                [
                    new Option("none"),
                    new Option("layer", new Parameter.Real("share", 0, 0.95)),
                    new Option(
                        "global",
                        new Parameter.Real("share", 0, 0.95),
                        new Parameter.Choice("by", "random", "l1", "taylor")
                    ),
                ]
            ),
            new Parameter.Choice(
                "quantize",
                [
                    new Option("none"),
                    new Option("int8"),
                    new Option("int4", new Parameter.Integer("steps", 0, 50)),
                ]
            ),
        ]);

    private static double[] Evaluate(Configuration c)
    {
        var (share, harm) = Pruning(c);
        var bits = c.Text("quantize") switch
        {
            "none" => 32,
            "int8" => 8,
            _ => 4,
        };
        var rounding = bits == 4 ? 0.06 / (1 + (c.Integer("quantize.int4.steps") / 10.0)) : 0;
        var size = c.Integer("width") * c.Integer("depth") * (1 - share) * bits / 32;
        var capacity = c.Integer("width") * Math.Sqrt(c.Integer("depth")) * Math.Pow(1 - share, harm);
        var rate = 0.03 * Math.Pow(Math.Log10(c.Real("rate")) + 1.5, 2);
        var error = 0.02 + (0.8 * Math.Pow(capacity, -0.35) * Distillation(c)) + rate + rounding;
        return [error, (Math.Log2(size) + 4.5) / 15.5];
    }

    private static (double Share, double Harm) Pruning(Configuration c) =>
        c.Text("prune") switch
        {
            "layer" => (c.Real("prune.layer.share"), 0.9),
            "global" => (
                c.Real("prune.global.share"),
                c.Text("prune.global.by") switch
                {
                    "random" => 1.1,
                    "l1" => 0.6,
                    _ => 0.5,
                }
            ),
            _ => (0, 1),
        };

    private static double Distillation(Configuration c)
    {
        if (c.Text("distil") == "none")
            return 1;
        var temperature = Math.Log(c.Real("distil.soft.temperature") / 4);
        var weight = c.Real("distil.soft.weight") - 0.7;
        return 0.75 + (0.2 * temperature * temperature) + (0.8 * weight * weight);
    }
}
