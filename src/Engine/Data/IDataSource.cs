using System.Collections.Immutable;
using Slimfront.Engine.Tasks;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Finds and reads a data set. Needs no libtorch and no device.</summary>
public interface IDataSource
{
    /// <summary>Reads it; the same examples on every machine, whatever is there.</summary>
    /// <exception cref="UserErrorException">It is missing, damaged or impossible; one line says which and why.</exception>
    SourceData Load();
}

/// <summary>What a source found: examples part after part, and what is written beside them.</summary>
/// <param name="Name">For people.</param>
/// <param name="Shape">Of one input: [channels, height, width] or [features].</param>
/// <param name="Values">Raw values, one input after the other.</param>
/// <param name="Parts">
/// What is written beside the examples: of training, validation and test; or of training and test, where a share of training
/// validates; or of all together, dealt 60 : 20 : 20.
/// </param>
public sealed record SourceData(
    string Name,
    ImmutableArray<int> Shape,
    ReadOnlyMemory<float> Values,
    ImmutableArray<TargetPart> Parts
)
{
    /// <summary>What is known of what is written beside examples.</summary>
    public TargetHints Hints { get; init; } = new();

    /// <summary>The share of the training examples that validates where there is no part for it.</summary>
    public double Validation { get; init; } = Split.UsualValidation;

    /// <summary>How files were understood where they leave a choice: "header, separator comma"; may be empty.</summary>
    public string Reading { get; init; } = "";

    /// <summary>What was left out, or looks like a mistake: a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What looks like a mistake once the targets are known; may refuse the data.</summary>
    public Func<Targets, IEnumerable<string>> Doubts { get; init; } = _ => [];

    /// <summary>The data set of a task.</summary>
    /// <exception cref="UserErrorException">The task cannot make anything of it.</exception>
    public DataSet For(ITask task)
    {
        var targets = task.Read(Parts, Hints);
        var split = Split.Of(targets.Groups.Span, [.. Parts.Select(p => p.Count)], Validation);
        return new(Name, Shape, Values, task, targets, split)
        {
            Reading = Reading,
            Warnings = [.. Warnings, .. Doubts(targets)],
        };
    }
}
