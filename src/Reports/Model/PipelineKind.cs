using System.Collections.Immutable;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>What kind of pipeline made a model, read from the stages that led to it.</summary>
/// <param name="Teachings">
/// Distillations in a row: 0 for a plainly trained model, 1 for one distilled from the teacher, n + 1 for one taught
/// via n assistants. A teacher of the model's own architecture is no assistant but an earlier generation.
/// </param>
/// <param name="Operations">
/// Other operations on the model's own line ("prune"…), each once, in order of use; "reborn" where a generation taught it.
/// </param>
public sealed record PipelineKind(int Teachings, ImmutableArray<string> Operations)
{
    private const string Train = "train";
    private const string Distil = "distil";
    private const string Reborn = "reborn";
    private const string Initialise = "initialise";

    // Inputs by which another model takes part; all others are earlier states of the model itself.
    private static readonly string[] TeachingRoles = ["teacher", "labels"];

    /// <summary>Whether the model was only trained: what every compression is to be compared with.</summary>
    public bool IsPlain => Teachings == 0 && Operations.IsEmpty;

    /// <summary>In a few words: "plain", "distilled", "via 2 assistants, pruned".</summary>
    public string Label => IsPlain ? "plain" : string.Join(", ", Words());

    /// <summary>Follows a trial's model back through its inputs.</summary>
    /// <param name="study">Knows the stages; one it does not know ends the line.</param>
    /// <param name="model">The stage whose artifact is the model.</param>
    public static PipelineKind Of(Study study, StageKey model)
    {
        var operations = OwnLine(study, model, [])
            .Reverse()
            .Select(s => s.Inputs.Any(i => IsGeneration(study, s, i)) ? Reborn : s.Operation)
            .Where(o => o is not (Train or Distil or Initialise))
            .Distinct(StringComparer.Ordinal);
        return new(Depth(study, model, []), [.. operations]);
    }

    /// <inheritdoc/>
    public bool Equals(PipelineKind? other) =>
        other is not null && Teachings == other.Teachings && Operations.SequenceEqual(other.Operations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Teachings, Operations.Length);

    private IEnumerable<string> Words()
    {
        if (Teachings == 1)
            yield return "distilled";
        if (Teachings > 1)
            yield return $"via {Teachings - 1} assistant{(Teachings > 2 ? "s" : "")}";
        foreach (var word in Operations.Select(Word).Distinct(StringComparer.Ordinal))
            yield return word;
    }

    private static string Word(string operation) =>
        operation switch
        {
            "prune" => "pruned",
            "ticket" => "lottery ticket",
            "quantize" => "quantized",
            Reborn => "born again",
            "hint" => "hinted",
            "mutual" => "mutual learning",
            "refine" or "pick" => "refined labels",
            _ => operation,
        };

    // A stage counts once, however many ways lead to it: a lottery ticket has two inputs on the model's own line.
    private static IEnumerable<Stage> OwnLine(Study study, StageKey key, HashSet<StageKey> seen)
    {
        if (!study.Stages.TryGetValue(key, out var node) || !seen.Add(key))
            yield break;
        yield return node.Stage;
        foreach (var input in node.Stage.Inputs.Where(i => !TeachingRoles.Contains(i.Role)))
        foreach (var earlier in OwnLine(study, input.Stage, seen))
            yield return earlier;
    }

    // The longest chain of teachers: an edge counts where a distillation learns from another model.
    private static int Depth(Study study, StageKey key, Dictionary<StageKey, int> known)
    {
        if (!study.Stages.TryGetValue(key, out var node))
            return 0;
        if (known.TryGetValue(key, out var depth))
            return depth;
        var isDistilled = node.Stage.Operation is Distil;
        return known[key] = node
            .Stage.Inputs.Select(i =>
                Depth(study, i.Stage, known) + (isDistilled && IsTeacher(study, node.Stage, i) ? 1 : 0)
            )
            .DefaultIfEmpty(0)
            .Max();
    }

    private static bool IsTeacher(Study study, Stage stage, StageInput input) =>
        TeachingRoles.Contains(input.Role) && !IsGeneration(study, stage, input);

    // Whether a distillation learns from a network like the one it trains.
    private static bool IsGeneration(Study study, Stage stage, StageInput input)
    {
        if (stage.Operation is not Distil || !TeachingRoles.Contains(input.Role))
            return false;
        var teacher = study.Stages.GetValueOrDefault(input.Stage)?.Stage;
        if (teacher is { Operation: "soft-labels" })
            teacher = study.Stages.GetValueOrDefault(teacher.Input("teacher"))?.Stage;
        var own = stage.Parameters.Slice("model");
        return own.Count > 0 && own.Equals(teacher?.Parameters.Slice("model"));
    }
}
