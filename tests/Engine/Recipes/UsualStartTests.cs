using Slimfront.Engine.Recipes;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class UsualStartTests
{
    private static readonly Space Whole = Planner.Space(Images);

    [Test]
    public void Plain_students_come_first_the_largest_before_the_smaller()
    {
        var bytes = UsualStart
            .Of(Whole, "plain-cnn", 64, isOfProbabilities: true)
            .Take(3)
            .Select(c => Images.Recipe(Filled(c)))
            .Select(r => (r.Operations(), r.Prediction["bytes"].Low))
            .ToArray();
        Assert.That(bytes.Select(b => b.Item1), Is.All.EqualTo("train measure"));
        Assert.That(bytes.Select(b => b.Low), Is.Ordered.Descending);
    }

    [TestCase("plain-cnn")]
    [TestCase("resnet")]
    [TestCase("mlp")]
    [TestCase("no such family")]
    public void Each_recipe_can_be_planned(string family)
    {
        var start = UsualStart.Of(Whole, family, 64, isOfProbabilities: true);
        Assert.That(start, Has.Length.EqualTo(6));
        foreach (var configuration in start)
            Assert.That(Planner.Plan(Images, Filled(configuration)), Is.InstanceOf<Plan.Accepted>());
    }

    [TestCase(7, 0)]
    [TestCase(8, 1)]
    [TestCase(1000, 6)]
    public void They_take_an_eighth_of_the_trials_at_most(int trials, int count) =>
        Assert.That(
            UsualStart.Of(Whole, "plain-cnn", trials, isOfProbabilities: true),
            Has.Length.EqualTo(count)
        );

    [Test]
    public void What_a_space_does_not_have_is_left_out()
    {
        var spec = Images
            .Restricted("quantization", OneOf("none"))
            .Restricted("student", OneOf("mlp"))
            .Restricted("pruning.channels.criterion", OneOf("l2"));
        var start = UsualStart.Of(Planner.Space(spec), "plain-cnn", 64, isOfProbabilities: true);
        Assert.That(start, Has.Length.EqualTo(4));
        Assert.That(start.Select(c => c.Text("student")), Is.All.EqualTo("mlp"));
    }

    private static Configuration Filled(Configuration given) =>
        Whole.Complete(n => given.Find(n.Path) ?? n.Parameter.FromUnit(0.5));
}
