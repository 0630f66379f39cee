using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Testing;

/// <summary>A task with examples that it understands.</summary>
/// <param name="Task">The task.</param>
/// <param name="Part">What is written beside the examples; ten or more, not all alike.</param>
/// <param name="Perfect">Answers that are right, by the targets that <see cref="Targets.Take"/> gave: shape [batch, outputs].</param>
public sealed record TaskSample(ITask Task, TargetPart Part, Func<Tensor, Tensor> Perfect)
{
    private const int Features = 3;

    /// <summary>Three classes, of which one is rare.</summary>
    public static TaskSample Classes { get; } =
        new(
            new Engine.Tasks.Classification.ClassificationTask(),
            new("'sample'", "row", [.. "aaabbbaabbcabababcabaabbaabc".Select(c => $"{c}")]),
            targets => nn.functional.one_hot(targets, 3).to(float32).mul_(20)
        );

    /// <summary>Two quantities of different size.</summary>
    public static TaskSample Quantities { get; } =
        new(
            new Engine.Tasks.Regression.RegressionTask(),
            new(
                "'sample'",
                "row",
                [
                    .. Enumerable
                        .Range(0, 28)
                        .SelectMany(i => (string[])[$"{(i * 7 % 11) - 4}", $"{1000 + (i * 31 % 47)}"]),
                ],
                Columns: 2
            ),
            targets => targets.clone()
        );

    /// <summary>The sample of the engine whose answers have a meaning.</summary>
    /// <param name="answers">See <see cref="AnswerKind"/>.</param>
    public static TaskSample Of(string answers) =>
        ((TaskSample[])[Classes, Quantities]).FirstOrDefault(s => s.Task.Answers == answers)
        ?? throw new ArgumentException(
            $"No sample here answers {answers}: a plug-in with a task of its own brings one.",
            nameof(answers)
        );

    /// <summary>The examples as a data set; inputs are of no matter.</summary>
    public DataSet Data() =>
        new SourceData("sample", [Features], new float[Part.Count * Features], [Part]).For(Task);

    /// <summary>All places of the data set.</summary>
    public ImmutableArray<int> All => [.. Enumerable.Range(0, Part.Count)];

    /// <summary>Answers drawn from a standard normal distribution.</summary>
    public static Tensor Guess(Tensor perfect, int seed)
    {
        ArgumentNullException.ThrowIfNull(perfect);
        random.manual_seed(unchecked((long)Seed.Derive(1, "guess", seed)));
        return randn(perfect.shape);
    }
}
