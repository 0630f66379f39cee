using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Contracts.Tests;

/// <summary>What every pruning criterion keeps: a new file in the catalog is tested unasked.</summary>
public sealed class CriterionContract
{
    private const int Channels = 5;

    private static readonly Catalog<IPruningCriterion> Criteria = Catalog.Scan<IPruningCriterion>(
        "pruning criterion",
        typeof(IPruningCriterion).Assembly
    );

    public static IEnumerable<string> Keys => Criteria.All.Select(t => t.Key);

    // Random scores belong to places, whatever is there.
    public static IEnumerable<string> Judges => Keys.Where(k => k != "random");

    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    [Test]
    public void There_is_one_finite_score_per_channel([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var scores = Score(key, Evidence());
        Assert.That(scores, Has.Length.EqualTo(Channels));
        Assert.That(scores, Has.All.GreaterThanOrEqualTo(0).And.All.LessThan(double.PositiveInfinity));
    }

    [Test]
    public void The_same_question_has_the_same_answer([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Score(key, Evidence()), Score(key, Evidence()));
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Permuted_channels_have_permuted_scores([ValueSource(nameof(Judges))] string key)
    {
        using var scope = NewDisposeScope();
        long[] order = [3, 0, 4, 1, 2];
        var rows = tensor(order);
        var (whole, evidence) = (Score(key, Evidence()), Evidence());
        var permuted = evidence with
        {
            Members =
            [
                .. evidence.Members.Select(m => new MemberEvidence(
                    m.Role,
                    m.Values.index_select(0, rows),
                    m.Gradients!.index_select(0, rows)
                )),
            ],
            Activations = [.. evidence.Activations.Select(a => a.index_select(0, rows))],
        };
        Assert.That(Score(key, permuted), Is.EqualTo(order.Select(c => whole[c])).Within(1e-12));
    }

    [Test]
    public void What_is_judged_stays_as_it_was([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var (judged, untouched) = (Evidence(), Evidence());
        Score(key, judged);
        foreach (var (after, before) in judged.Members.Zip(untouched.Members))
            Assert.That(
                after.Values.Equals(before.Values) && after.Gradients!.Equals(before.Gradients!),
                Is.True,
                $"{after.Role}"
            );
    }

    [Test]
    public void No_tensor_is_left_behind([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var evidence = Evidence();
        var criterion = Criteria[key].Create(Configuration.Empty);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        criterion.Score(evidence, new Pcg(1)).Dispose();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    private static double[] Score(string key, GroupEvidence evidence) =>
        Criteria[key].Create(Configuration.Empty).Score(evidence, new Pcg(1)).data<double>().ToArray();

    // Two filters that meet in a sum, each with its bias and its normalisation.
    private static GroupEvidence Evidence()
    {
        var random = new Pcg(3);
        Tensor Draw(int numbers) =>
            tensor([.. Enumerable.Range(0, Channels * numbers).Select(_ => random.NextDouble() - 0.5)])
                .reshape(Channels, numbers);
        ImmutableArray<(TensorRole Role, int Numbers)> tensors =
        [
            (TensorRole.Weight, 18),
            (TensorRole.Bias, 1),
            (TensorRole.Gain, 1),
            (TensorRole.Weight, 4),
            (TensorRole.Gain, 1),
        ];
        return new(
            new ChannelGroup(0, "conv1+conv2", Channels, []),
            [.. tensors.Select(t => new MemberEvidence(t.Role, Draw(t.Numbers), Draw(t.Numbers)))]
        )
        {
            Activations = [Draw(40).relu(), Draw(12).relu()],
        };
    }
}
