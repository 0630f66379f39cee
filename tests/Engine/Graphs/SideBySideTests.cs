using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Data;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages.Operations;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Graphs;

public sealed class SideBySideTests
{
    private static readonly Normalisation Plain = new([0], [1]);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void The_size_of_an_ensemble_is_the_sum()
    {
        ModelGraph[] members = [Cnn(2), Cnn(4), new Mlp(2, 0.5).Build(Shape.Of(1, 8, 8), 10)];
        var joint = SideBySide.Ensemble(members);
        Assert.That(joint.Parameters, Is.EqualTo(members.Sum(m => m.Parameters)));
        Assert.That(joint.Macs, Is.EqualTo(members.Sum(m => m.Macs)));
        Assert.That(joint.Outputs, Is.EqualTo(10));
        Assert.That(ModelGraph.FromJson(joint.ToJson()), Is.EqualTo(joint));
    }

    [Test]
    public void A_member_is_found_again_under_its_own_names()
    {
        ModelGraph[] members = [Cnn(2), Cnn(4)];
        var joint = SideBySide.Ensemble(members);
        Assert.That(SideBySide.Member(joint, SideBySide.Prefix(1)), Is.EqualTo(members[0]));
        Assert.That(SideBySide.Member(joint, SideBySide.Prefix(2)), Is.EqualTo(members[1]));
        Assert.That(
            () => SideBySide.Member(joint, SideBySide.Prefix(3)),
            Throws.InstanceOf<GraphException>().With.Message.EqualTo("No node's name begins with 'm3-'.")
        );
    }

    [Test]
    public void It_answers_by_the_mean_of_the_members_probabilities()
    {
        using var scope = NewDisposeScope();
        Model[] members = [.. Enumerable.Range(1, 3).Select(s => FreshModel.Of(Cnn(2), Plain, (ulong)s))];
        using var joint = new Network(Ensemble.Join([.. members]), CPU);
        var inputs = randn([5, 1, 8, 8]);
        var mean = zeros([5, 10]);
        foreach (var member in members)
        {
            using var network = new Network(member, CPU);
            mean += nn.functional.softmax(network.Forward(inputs, training: false).Answers, 1) / 3;
        }
        var answer = joint.Forward(inputs, training: false).Answers.exp();
        Assert.That((answer - mean).abs().max().item<float>(), Is.LessThan(1e-6));
        Assert.That((answer.sum(1) - 1).abs().max().item<float>(), Is.LessThan(1e-6));
    }

    [Test]
    public void The_mean_of_probabilities_is_not_that_of_logits_and_survives_extremes()
    {
        using var scope = NewDisposeScope();
        var (one, two) = (
            tensor(new[] { 0.0, 2, -1 }).unsqueeze(0),
            tensor(new[] { 4.0, 1, 1 }).unsqueeze(0)
        );
        var answer = new MeanProbabilities().Forward([one, two], [], training: false);
        double[] expected = [.. Softmax(0, 2, -1).Zip(Softmax(4, 1, 1), (p, q) => Math.Log((p + q) / 2))];
        for (var k = 0; k < 3; k++)
            Assert.That(
                answer[0, k].item<double>(),
                Is.EqualTo(expected[k]).Within(1e-6 * Math.Abs(expected[k]))
            );
        var ofLogits = nn.functional.log_softmax((one + two) / 2, 1);
        Assert.That((ofLogits - answer).abs().max().item<double>(), Is.GreaterThan(0.1));

        var extreme = tensor(new[] { 1e4f, 0, -1e4f }).unsqueeze(0).requires_grad_();
        var value = new MeanProbabilities().Forward([extreme, -extreme], [], training: false);
        value.sum().backward();
        Assert.That(value.isfinite().all().item<bool>());
        Assert.That(value[0, 0].item<float>(), Is.EqualTo(-Math.Log(2)).Within(1e-5));
        Assert.That(extreme.grad!.isfinite().all().item<bool>());
    }

    [Test]
    public void An_ensemble_of_networks_for_other_data_is_refused() =>
        Assert.That(
            () => SideBySide.Ensemble(Cnn(2), new PlainCnn(2, 0.5).Build(Shape.Of(1, 8, 8), 3)),
            Throws
                .InstanceOf<GraphException>()
                .With.Message.EqualTo(
                    "An ensemble's members answer 10 numbers for inputs 1×8×8 and 3 for inputs 1×8×8."
                )
        );

    [Test]
    public void Channels_of_every_member_can_be_removed_and_classes_cannot()
    {
        var joint = SideBySide.Ensemble(Cnn(2), Cnn(4));
        var (alone, together) = (
            (ModelGraph[])[Cnn(2), Cnn(4)],
            ChannelMap.Of(joint).Groups.Select(g => g.Channels)
        );
        Assert.That(
            together,
            Is.EqualTo(alone.SelectMany(g => ChannelMap.Of(g).Groups.Select(c => c.Channels)))
        );
    }

    private static double[] Softmax(params double[] logits) =>
        [.. logits.Select(z => Math.Exp(z) / logits.Sum(Math.Exp))];

    private static ModelGraph Cnn(int depth) => new PlainCnn(depth, 0.25).Build(Shape.Of(1, 8, 8), 10);
}
