using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Criteria;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Scores worked out by hand, each where a wrong reading of the paper gives another number.</summary>
public sealed class CriterionTests
{
    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    [Test]
    public void L2_is_a_length_with_its_root() =>
        Assert.That(
            Scores(new L2(), Weights([3, -4], [0, 2])),
            Is.EqualTo(new double[] { 5, 2 }).Within(1e-9)
        );

    [Test]
    public void The_geometric_median_minds_the_sign_of_weights()
    {
        // Distances 0↔1: 2, 0↔2: 1, 1↔2: 3 along a line. Squared weights would put (1) on (−1) and rate both alike.
        var scores = Scores(new Fpgm(), Weights([1], [-1], [2]));
        Assert.That(scores, Is.EqualTo(new double[] { 3, 5, 4 }).Within(1e-9));
    }

    [Test]
    public void The_geometric_median_takes_roots_of_each_distance()
    {
        // A right triangle of sides 3, 4 and 5; summed squares would give 25, 34 and 41.
        var scores = Scores(new Fpgm(), Weights([0, 0], [3, 0], [0, 4]));
        Assert.That(scores, Is.EqualTo(new double[] { 7, 8, 9 }).Within(1e-9));
    }

    [Test]
    public void Gamma_counts_by_magnitude_and_not_by_weights()
    {
        var members = Weights([9], [1]).Add(new(TensorRole.Gain, Rows([0.5], [-2])));
        Assert.That(Scores(new BatchNormGamma(), members), Is.EqualTo(new[] { 0.5, 2 }).Within(1e-9));
    }

    [Test]
    public void Gammas_of_several_normalisations_are_averaged()
    {
        ImmutableArray<MemberEvidence> members =
        [
            new(TensorRole.Gain, Rows([0.5], [-2])),
            new(TensorRole.Gain, Rows([-1.5], [4])),
        ];
        Assert.That(Scores(new BatchNormGamma(), members), Is.EqualTo(new double[] { 1, 3 }).Within(1e-9));
    }

    [Test]
    public void A_group_without_gamma_is_judged_by_its_weights() =>
        Assert.That(
            Scores(new BatchNormGamma(), Weights([3, -4], [0, 2])),
            Is.EqualTo(new double[] { 7, 2 }).Within(1e-9)
        );

    [Test]
    public void Taylor_squares_the_sum_of_a_filter()
    {
        // 2·3 − 4·1 = 2 and 1·1 + 1·1 = 2, both squared; the sum of squares would be 52 and 2, of magnitudes 10 and 2.
        ImmutableArray<MemberEvidence> members =
        [
            new(TensorRole.Weight, Rows([2, -4], [1, 1]), Rows([3, 1], [1, 1])),
        ];
        Assert.That(Scores(new Taylor(), members), Is.EqualTo(new double[] { 4, 4 }).Within(1e-9));
    }

    [Test]
    public void Taylor_without_gradients_is_refused() =>
        Assert.That(() => Scores(new Taylor(), Weights([1], [2])), Throws.InvalidOperationException);

    [Test]
    public void Zeros_after_rectifiers_count_against_a_channel()
    {
        // 2 of 4 and 3 of 4 numbers are 0: 1/2 and 1/4 are left. Magnitudes say nothing: the second has the larger sum.
        var scores = Zeros(Rows([0, 1, 0, 2], [0, 0, 0, 9]));
        Assert.That(scores, Is.EqualTo(new[] { 0.5, 0.25 }).Within(1e-12));
    }

    [Test]
    public void Zeros_after_several_rectifiers_are_averaged()
    {
        var scores = Zeros(Rows([0, 1], [1, 1]), Rows([0, 0, 0, 5], [0, 0, 0, 0]));
        Assert.That(scores, Is.EqualTo(new[] { (0.5 + 0.25) / 2, (1 + 0) / 2.0 }).Within(1e-12));
    }

    [Test]
    public void Zeros_without_activations_are_refused() =>
        Assert.That(() => Scores(new Apoz(), Weights([1], [2])), Throws.InvalidOperationException);

    private static double[] Zeros(params ImmutableArray<Tensor> activations)
    {
        using var scope = NewDisposeScope();
        var group = new ChannelGroup(0, "conv1", (int)activations[0].shape[0], []);
        var evidence = new GroupEvidence(group, []) { Activations = activations };
        return new Apoz().Score(evidence, new Search.Randomness.Pcg(1)).data<double>().ToArray();
    }

    private static ImmutableArray<MemberEvidence> Weights(params double[][] filters) =>
        [new(TensorRole.Weight, Rows(filters))];

    private static Tensor Rows(params double[][] rows) =>
        tensor([.. rows.SelectMany(r => r)], dtype: float64).reshape(rows.Length, rows[0].Length);

    private static double[] Scores(IPruningCriterion criterion, ImmutableArray<MemberEvidence> members)
    {
        using var scope = NewDisposeScope();
        var group = new ChannelGroup(0, "conv1", (int)members[0].Values.shape[0], []);
        return criterion.Score(new(group, members), new Search.Randomness.Pcg(1)).data<double>().ToArray();
    }
}
