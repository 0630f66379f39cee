using Slimfront.Engine.Distillation;
using Slimfront.Engine.Distillation.Features;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Distillation.Features;

public sealed class FitNetTests
{
    private static readonly ModelGraph Thin = new PlainCnn(2, 0.25).Build(Shape.Of(1, 8, 8), 10);
    private static readonly ModelGraph Wide = new PlainCnn(6, 0.5).Build(Shape.Of(1, 8, 8), 10);
    private static readonly ModelGraph Flat = new Mlp(2, 0.25).Build(Shape.Of(1, 8, 8), 10);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    // Two examples of 2 channels of 1×2. Squared differences: 1 + 4 + 0 + 0.25 and 9 + 0 + 1 + 0; sum 15.25.
    [Test]
    public void Before_it_is_half_the_squared_length_averaged_over_the_batch()
    {
        Assert.That(Example(new FitNet(true, 100, 0.5, 0.5)), Is.EqualTo(15.25 / 2 / 2).Within(1e-6));
        Assert.That(15.25 / 8, Is.Not.EqualTo(15.25 / 4).Within(1).Percent, "the mean over elements");
    }

    [Test]
    public void Beside_it_is_the_weighted_mean_of_the_squares() =>
        Assert.That(
            Example(new FitNet(false, 100, 0.5, 0.5)),
            Is.EqualTo(100 * 15.25 / 8).Within(1e-6 * 190)
        );

    [Test]
    public void The_larger_map_is_averaged_down_and_a_map_beside_a_vector_wholly()
    {
        using var scope = NewDisposeScope();
        var loss = new FitNet(true, 1, 0.5, 0.5);
        var small = tensor(new[] { 1.0, 2, 3, 4 }).reshape(1, 1, 2, 2);
        var large = small.repeat_interleave(2, 2).repeat_interleave(2, 3);
        Assert.That(loss.Compute([new(large, small)]).item<double>(), Is.Zero.Within(1e-12));
        Assert.That(loss.Compute([new(small, large)]).item<double>(), Is.Zero.Within(1e-12));

        // The mean of the map is 2.5.
        var vector = tensor(new[] { 4.5 }).reshape(1, 1);
        Assert.That(loss.Compute([new(small, vector)]).item<double>(), Is.EqualTo(2).Within(1e-6));
        Assert.That(loss.Compute([new(vector, small)]).item<double>(), Is.EqualTo(2).Within(1e-6));
    }

    [Test]
    public void Hint_and_guided_layer_are_shares_of_the_depth()
    {
        // Layer 3 of 6 of the teacher, layer 1 of 2 of the student.
        var (student, pair) = Regressor(new FitNet(true, 1, 0.5, 0.5), Thin, Wide);
        Assert.That(student.Inputs, Is.EqualTo(new[] { "relu1" }));
        Assert.That(pair, Is.EqualTo(new TapPair("beside-regressor", "relu3")));
        (student, pair) = Regressor(new FitNet(true, 1, 1, 1), Thin, Wide);
        Assert.That(student.Inputs, Is.EqualTo(new[] { "relu2" }));
        Assert.That(pair.Teacher, Is.EqualTo("relu6"));
    }

    [Test]
    public void The_regressor_is_a_1x1_convolution_of_maps_and_a_linear_layer_of_vectors()
    {
        var loss = new FitNet(true, 1, 0.5, 0.5);
        var channels = Wide.Steps.First(s => s.Node.Name == "relu3").Shape.Channels;
        Assert.That(Regressor(loss, Thin, Wide).Node.Operator, Is.EqualTo(new Conv(channels, Kernel: 1)));
        Assert.That(Regressor(loss, Flat, Wide).Node.Operator, Is.EqualTo(new Linear(channels)));
        Assert.That(Regressor(loss, Thin, Flat).Node.Operator, Is.EqualTo(new Conv(32, Kernel: 1)));
    }

    [Test]
    public void In_one_stage_normalisation_and_a_rectifier_follow_it()
    {
        var graph = new FitNet(false, 100, 0.5, 0.5).Extend(Thin, Wide);
        var kinds = graph.Nodes.Where(n => n.Name.StartsWith("beside-", StringComparison.Ordinal));
        Assert.That(kinds.Select(n => n.Operator.Kind), Is.EqualTo(new[] { "conv", "batch-norm", "relu" }));
    }

    private static (Node Node, TapPair Pair) Regressor(FitNet loss, ModelGraph student, ModelGraph teacher)
    {
        var comparison = new FeatureComparison(loss, student, teacher);
        var node = comparison.Graph.Nodes.Single(n => n.Name == comparison.StudentTaps[0]);
        return (node, loss.Pair(student, teacher).Single());
    }

    private static double Example(FitNet loss)
    {
        using var scope = NewDisposeScope();
        var student = tensor(new[] { 0.0, 1, 2, 3, -1, 0, 1, 2 }).reshape(2, 2, 1, 2);
        var teacher = tensor(new[] { 1.0, 3, 2, 3.5, 2, 0, 0, 2 }).reshape(2, 2, 1, 2);
        return loss.Compute([new(student, teacher)]).item<double>();
    }
}
