using System.Collections.Immutable;
using Slimfront.Search.Studies;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks;

/// <summary>What a network is to answer for each example of a data set.</summary>
public abstract class Targets
{
    /// <summary>The number of examples.</summary>
    public abstract int Count { get; }

    /// <summary>How many numbers a network answers for an example.</summary>
    public int Outputs => Names.Length;

    /// <summary>What each of these numbers stands for.</summary>
    public abstract ImmutableArray<string> Names { get; }

    /// <summary>What a split keeps in proportion: a group for each example.</summary>
    public abstract ReadOnlyMemory<int> Groups { get; }

    /// <summary>What is hashed beside the shape of inputs, before the values.</summary>
    public abstract string Signature { get; }

    /// <summary>The values as 32-bit words, for a fingerprint.</summary>
    public abstract ReadOnlySpan<int> Words { get; }

    /// <summary>How a network's answers are turned into quantities: answer · deviation + mean, for each output; empty where they are none.</summary>
    public virtual ImmutableArray<Scale> Scales => [];

    /// <summary>The targets as they are learnt, once it is known which examples train.</summary>
    public virtual Targets LearntOn(ImmutableArray<int> train) => this;

    /// <summary>The targets of some examples.</summary>
    /// <param name="examples">Their places.</param>
    /// <param name="device">Where the tensor is to lie.</param>
    /// <returns>A tensor whose first axis has one entry for each.</returns>
    public abstract Tensor Take(ImmutableArray<int> examples, Device device);

    /// <summary>What looks like a mistake: a sentence each.</summary>
    /// <param name="parts">The examples of each part of the split, by its name.</param>
    public abstract IEnumerable<string> Doubts(
        IEnumerable<(string Name, ImmutableArray<int> Examples)> parts
    );
}

/// <summary>What is written beside the examples of one part of a data set.</summary>
/// <param name="Place">Where it stands, for messages: a file in quotation marks, maybe with more.</param>
/// <param name="Example">What one example is: row, picture, example.</param>
/// <param name="Texts">Example by example; one for each, or several where <paramref name="Columns"/> says so.</param>
/// <param name="Columns">How many belong to one example.</param>
public sealed record TargetPart(string Place, string Example, IReadOnlyList<string> Texts, int Columns = 1)
{
    /// <summary>The number of examples.</summary>
    public int Count => Texts.Count / Columns;
}

/// <summary>What a source knows of what is written beside its examples.</summary>
public sealed record TargetHints
{
    /// <summary>What the columns are called; empty where they have no names.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>What whole numbers from 0 mean, where a data set's authors say so.</summary>
    public IReadOnlyList<string> Meanings { get; init; } = [];

    /// <summary>Whether texts are names even where all of them are numbers, as names of folders are.</summary>
    public bool AreNames { get; init; }

    /// <summary>What may be wrong where a label stands beside one example only, as the end of a sentence.</summary>
    public string Lonely { get; init; } = "a class needs two or more.";
}
