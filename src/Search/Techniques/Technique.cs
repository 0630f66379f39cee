using System.Collections.Immutable;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Techniques;

/// <summary>What a technique says of itself: its name, where it comes from, its parameters, and how it is made.</summary>
/// <typeparam name="TRole">The role it plays: a loss, a criterion, a sampler, a model family…</typeparam>
/// <param name="Key">Its name in study files, reports and stage keys: lower case, words joined by hyphens.</param>
/// <param name="Paper">Where it is defined, as "arXiv:1503.02531 §2"; "—" for common knowledge.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Parameters">Its fragment of the search space.</param>
/// <param name="Create">Makes it from the values of its parameters.</param>
public sealed record Technique<TRole>(
    string Key,
    string Paper,
    string Summary,
    ImmutableArray<Parameter> Parameters,
    Func<Configuration, TRole> Create
)
{
    /// <summary>
    /// Values to use where its parameters are set instead of searched. Where it says none: the middle of the range; for a data set, no text and the first of a range.
    /// </summary>
    public Configuration Usual { get; init; } = Configuration.Empty;

    /// <summary>What the numbers must mean that networks answer, such as "probabilities"; null where it does not matter.</summary>
    /// <remarks>It is offered for tasks whose networks answer that.</remarks>
    public string? Answers { get; init; }

    /// <summary>The option that brings this technique's parameters into a choice.</summary>
    public Option AsOption => new(Key, Parameters);
}

/// <summary>Implemented by every technique: the one place where it is described.</summary>
/// <typeparam name="TRole">The role it plays.</typeparam>
public interface IDescribed<TRole>
{
    /// <summary>The description.</summary>
    static abstract Technique<TRole> Technique { get; }
}
