using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Tests.Samplers;

namespace Slimfront.Search.Tests.Analysis;

public sealed class ImportanceTests
{
    private static readonly Space Space = new([
        new Parameter.Real("decides", 0, 1),
        new Parameter.Real("helps", 0, 1),
        new Parameter.Integer("idle", 1, 100),
        new Parameter.Choice("kind", [new Option("a"), new Option("b", new Parameter.Real("inner", 0, 1))]),
    ]);

    [Test]
    public void Parameters_are_ordered_by_how_much_they_decide()
    {
        var shares = Importance.ForObjective(Space, Trials(400), Objective.Accuracy);
        Assert.That(shares["decides"], Is.GreaterThan(shares["helps"]));
        Assert.That(shares["helps"], Is.GreaterThan(shares["idle"]));
        Assert.That(shares["idle"], Is.LessThan(0.1));
        Assert.That(shares.Values.Sum(), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void A_conditional_parameter_is_judged_where_it_exists()
    {
        // Bytes are few where inner is small, and inner exists in half of the trials.
        var shares = Importance.ForObjective(Space, Trials(400), Objective.Bytes);
        Assert.That(shares.MaxBy(s => s.Value).Key, Is.EqualTo("kind.b.inner"));
    }

    [Test]
    public void The_front_needs_what_either_objective_needs()
    {
        var shares = Importance.ForFront(Space, Trials(400), FakeStudy.Objectives);
        Assert.That(shares["decides"] + shares["kind.b.inner"], Is.GreaterThan(0.4));
        Assert.That(shares["idle"], Is.LessThan(0.2));
    }

    [Test]
    public void Without_trials_nothing_is_important()
    {
        Assert.That(Importance.ForObjective(Space, [], Objective.Accuracy).Values, Is.All.Zero);
        Assert.That(Importance.ForFront(Space, [], FakeStudy.Objectives).Values, Is.All.Zero);
    }

    private static IEnumerable<Trial> Trials(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
            {
                var c = Space.Draw(Seed.For(8, "importance", i));
                var accuracy = c.Real("decides") + (0.3 * c.Real("helps"));
                return FakeStudy.Trial(i, c, FakeStudy.Completed(accuracy, 1 + c.Real("kind.b.inner", 1)));
            });
}
