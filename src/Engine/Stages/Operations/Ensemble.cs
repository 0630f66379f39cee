using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Puts networks side by side into one, which answers by the mean of their probabilities.</summary>
/// <remarks>No parameters; inputs "member-1", "member-2"… Its size is the sum of theirs.</remarks>
public sealed class Ensemble : ICombination, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "ensemble",
            "arXiv:1805.04770 §3.2",
            "Networks that answer together by the mean of their probabilities.",
            [],
            _ => new Ensemble()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "ensemble";

    /// <inheritdoc/>
    public string Name => "an ensemble";

    /// <summary>Plans it for networks that other stages made.</summary>
    public static Stage Plan(StageBasis basis, IEnumerable<StageKey> members) =>
        basis.Make<Ensemble>(
            Configuration.Empty,
            [.. members.Select((k, i) => new StageInput(Role(i + 1), k))]
        );

    /// <summary>The role of a member among the inputs.</summary>
    /// <param name="number">1 for the first.</param>
    private static string Role(int number) => string.Create(CultureInfo.InvariantCulture, $"member-{number}");

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"ensemble of {words.Stage.Inputs.Length}";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var roles = Enumerable.Range(1, Math.Max(1, context.Stage.Inputs.Length)).Select(Role).ToArray();
        context.CheckInputs(roles);
        context.Parameters.Done();
        var members = roles.Select(context.ReadModel).ToImmutableArray();
        ModelFile.Write(context.Work.OutputFile, Join(members));
        return OperationOutput.Nothing;
    }

    /// <summary>The members as one model.</summary>
    /// <exception cref="GraphException">They do not fit.</exception>
    public static Model Join(ImmutableArray<Model> members)
    {
        var graph = SideBySide.Ensemble([.. members.Select(m => m.Graph)]);
        return members[0] with
        {
            Graph = graph,
            Tensors = Prefixed(members, m => m.Tensors),
            Masks = Prefixed(members, m => m.Masks),
            Grids = Prefixed(members, m => m.Grids),
        };
    }

    private static ImmutableSortedDictionary<string, T> Prefixed<T>(
        ImmutableArray<Model> members,
        Func<Model, ImmutableSortedDictionary<string, T>> part
    ) =>
        members
            .SelectMany(
                (m, i) => part(m).Select(t => KeyValuePair.Create(SideBySide.Prefix(i + 1) + t.Key, t.Value))
            )
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
