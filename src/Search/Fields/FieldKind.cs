using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Rules;

namespace Slimfront.Search.Fields;

/// <summary>What must be known to read a study's fields.</summary>
/// <param name="Measures">Of the study's task, and of models; the first one is what models are judged by.</param>
/// <param name="Techniques">The samplers and schedulers there are.</param>
public sealed record FieldContext(ImmutableArray<Objective> Measures, SearchTechniques Techniques)
{
    /// <summary>The forms in which models can be exported; default where they are not known, and any name will do.</summary>
    public ImmutableArray<string> Forms { get; init; }

    /// <summary>The objectives where a file names none.</summary>
    public ImmutableArray<Objective> UsualObjectives => [Measures[0], Objective.Bytes];

    /// <summary>What objectives are called.</summary>
    internal ObjectiveNames Objectives { get; } = new(Measures);
}

/// <summary>A kind of value that a field of a study may have: how it is read, written and told.</summary>
internal abstract class FieldKind<T>
{
    /// <summary>What it must be, in words: "a whole number above 0".</summary>
    public abstract string Takes { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="UserErrorException">It is something else.</exception>
    public abstract T Read(YamlPlace place, FieldContext context);

    /// <summary>What follows "key:" in a study file, lines below included; null where the value is that of a silent file.</summary>
    public abstract string? Yaml(T value);

    /// <summary>The value in lines of text by which two are compared: the key of a line, and what it is there.</summary>
    public abstract IEnumerable<(string Key, string Text)> Lines(string key, T value);
}
