using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Tests.Samplers;

public sealed class ModelledSamplersTests
{
    private static readonly Catalog<ISampler> Samplers = Catalog.Scan<ISampler>(
        "sampler",
        typeof(ISampler).Assembly
    );

    private static readonly Space Tree = new([
        new Parameter.Real("x", 0, 1),
        new Parameter.Choice(
            "how",
            [
                new Option("badly", new Parameter.Real("loss", 0.5, 1)),
                new Option("well", new Parameter.Real("loss", 0, 1), new Parameter.Integer("steps", 1, 20)),
                new Option("wildly"),
            ]
        ),
    ]);

    [TestCase("gp", 25)]
    [TestCase("parego", 25)]
    [TestCase("tpe", 50)]
    [TestCase("nsga2", 150)]
    [TestCase("nsga3", 150)]
    public void A_sampler_that_learns_beats_chance_on_a_conditional_space(string key, int trials)
    {
        var gains = Enumerable
            .Range(1, 3)
            .Select(seed => Volume(key, trials, (ulong)seed) - Volume("random", trials, (ulong)seed));
        Assert.That(gains.Order().ElementAt(1), Is.GreaterThan(0));
    }

    private static double Volume(string key, int count, ulong seed)
    {
        var trials = FakeStudy.Run(Samplers[key].Create(Configuration.Empty), Tree, count, Evaluate, seed);
        return Hypervolume.Of(trials.Select(t => t.Measurement!.Losses(FakeStudy.Objectives)), [0, 3]);
    }

    // The front needs how = well, loss = 0 and steps = 7.
    private static Outcome Evaluate(Configuration c)
    {
        var x = c.Real("x");
        var harm = c.Text("how") switch
        {
            "badly" => c.Real("how.badly.loss"),
            "well" => c.Real("how.well.loss") + (0.05 * Math.Abs(c.Integer("how.well.steps") - 7)),
            _ => 1,
        };
        return FakeStudy.Completed(Math.Sqrt(x) - harm, x + harm);
    }
}
