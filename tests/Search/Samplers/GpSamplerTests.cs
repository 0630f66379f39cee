using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Samplers;

public sealed class GpSamplerTests
{
    private static readonly Space Space = new([
        new Parameter.Real("x", 0, 1),
        new Parameter.Real("y", 0, 1),
        new Parameter.Real("z", 0, 1),
    ]);

    [Test]
    public void It_walks_to_the_front_of_a_simple_problem()
    {
        // The front is y = z = 0, where accuracy √x trades against bytes x.
        var trials = FakeStudy.Run(new GpSampler(8, 16, logarithmic: false), Space, 24, Evaluate);
        Assert.That(
            trials.Skip(12).Count(t => t.Configuration.Real("y") + t.Configuration.Real("z") < 0.05),
            Is.GreaterThan(6)
        );
    }

    [Test]
    public void Trials_in_flight_are_not_suggested_again()
    {
        var history = FakeStudy.Run(new GpSampler(8, 16, logarithmic: false), Space, 12, Evaluate);
        for (var n = 12; n < 16; n++)
            history.Add(FakeStudy.Trial(n, Suggest(history, n), null));
        var flying = history.TakeLast(4).Select(t => t.Configuration).ToArray();
        for (var i = 0; i < 4; i++)
        for (var j = 0; j < i; j++)
            Assert.That(
                Space.Nodes.Max(p => Math.Abs(flying[i].Real(p.Path) - flying[j].Real(p.Path))),
                Is.GreaterThan(0.01)
            );
    }

    [Test]
    public void What_recipes_tell_of_analytic_objectives_is_used()
    {
        var history = FakeStudy.Run(new GpSampler(8, 16, logarithmic: false), Space, 10, Evaluate);
        var asked = new List<Configuration>();
        Plan Plan(Configuration c)
        {
            asked.Add(c);
            // Against all experience, only the first suggestion planned is small.
            return FakeStudy.Accept([("bytes", asked.Count == 7 ? -10 : 1000)]);
        }
        var snapshot = FakeStudy.Snapshot(Space, history, plan: Plan);
        var suggested = new GpSampler(8, 16, logarithmic: false).Suggest(
            snapshot,
            new(10),
            0,
            FakeStudy.Randomness(1, 10)
        );
        Assert.That(asked, Has.Count.EqualTo(16));
        Assert.That(suggested, Is.EqualTo(asked[6]));
    }

    [Test]
    public void Where_work_counts_a_recipe_whose_stages_are_there_comes_before_an_equal_one()
    {
        var known = Training(epochs: 200);
        var history = FakeStudy
            .Run(new GpSampler(8, 16, logarithmic: false), Space, 10, Evaluate)
            .Select(t => t with { Stages = [known.Key] })
            .ToList();
        // x below 0.1, where most suggestions lie, needs a training of its own.
        Plan Plan(Configuration c) =>
            FakeStudy.Accept([]) is Plan.Accepted plan
                ? plan with
                {
                    Recipe = plan.Recipe with { Stages = [c.Real("x") < 0.1 ? Training(100) : known] },
                }
                : throw new InvalidOperationException();
        double Mean(bool isSparing) =>
            Enumerable
                .Range(10, 12)
                .Select(n =>
                    new GpSampler(8, 64, logarithmic: false, isSparing).Suggest(
                        FakeStudy.Snapshot(Space, history, plan: Plan),
                        new(n),
                        0,
                        FakeStudy.Randomness(1, n)
                    )!
                )
                .Average(c => c.Real("x") < 0.1 ? 1 : 0);
        Assert.That(Mean(isSparing: false), Is.GreaterThan(0.6));
        Assert.That(Mean(isSparing: true), Is.LessThan(0.2));
    }

    [Test]
    public void Only_epochs_of_stages_that_no_earlier_trial_has_count_as_work()
    {
        var (mine, theirs) = (Training(3), Training(5));
        var recipe = ((Plan.Accepted)FakeStudy.Accept([])).Recipe with { Stages = [mine, theirs] };
        var earlier = FakeStudy.Trial(0, Configuration.Empty, null) with { Stages = [theirs.Key] };
        Assert.That(new UnsharedWork([earlier]).Epochs(recipe), Is.EqualTo(3));
        Assert.That(new UnsharedWork([]).Epochs(recipe), Is.EqualTo(8));
    }

    private static Stage Training(double epochs) =>
        new()
        {
            Operation = "train",
            Version = 1,
            Parameters = Configuration.Of(("epochs", Value.Of(epochs))),
            Dataset = "",
            Seed = 0,
            Epochs = epochs,
        };

    [Test]
    public void Refused_points_are_passed_over()
    {
        var history = FakeStudy.Run(new GpSampler(8, 16, logarithmic: false), Space, 10, Evaluate);
        var snapshot = FakeStudy.Snapshot(
            Space,
            history,
            plan: c => c.Real("x") < 0.5 ? new Plan.Refused("small x") : FakeStudy.Accept([])
        );
        var suggested = new GpSampler(8, 64, logarithmic: false).Suggest(
            snapshot,
            new(10),
            0,
            FakeStudy.Randomness(1, 10)
        );
        Assert.That(suggested!.Real("x"), Is.GreaterThanOrEqualTo(0.5));
    }

    [Test]
    public void A_measured_limit_is_kept_where_the_model_can_tell()
    {
        var history = FakeStudy.Run(new GpSampler(8, 16, logarithmic: false), Space, 14, Evaluate);
        var limited = FakeStudy.Snapshot(Space, history) with { Limits = [new Limit("accuracy", 0.5)] };
        var accuracy = Enumerable
            .Range(14, 6)
            .Where(n => n % 4 != 3)
            .Select(n =>
                new GpSampler(8, 16, logarithmic: false).Suggest(
                    limited,
                    new(n),
                    0,
                    FakeStudy.Randomness(1, n)
                )!
            )
            .Select(c => ((Outcome.Completed)Evaluate(c)).Measurement["accuracy"]);
        Assert.That(accuracy, Is.All.GreaterThan(0.4));
    }

    private static Configuration Suggest(List<Trial> history, int n) =>
        new GpSampler(8, 16, logarithmic: false).Suggest(
            FakeStudy.Snapshot(Space, history),
            new(n),
            0,
            FakeStudy.Randomness(1, n)
        )!;

    private static Outcome Evaluate(Configuration c) =>
        FakeStudy.Completed(
            Math.Sqrt(c.Real("x")) - c.Real("y") - c.Real("z"),
            c.Real("x") + c.Real("y") + c.Real("z")
        );
}
