using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Data;

/// <summary>Inputs of one shape with their targets, in memory, split into three parts.</summary>
public sealed class DataSet
{
    private readonly Normalisation? _given;
    private readonly Lazy<string> _fingerprint;

    /// <summary>A data set; checks that its parts belong together.</summary>
    /// <param name="name">For people.</param>
    /// <param name="shape">Of one input: [channels, height, width] or [features].</param>
    /// <param name="values">Raw values, one input after the other.</param>
    /// <param name="task">What networks are to do with it.</param>
    /// <param name="targets">What a network is to answer for every input.</param>
    /// <param name="split">Which inputs serve for what.</param>
    /// <param name="normalisation">What networks see of inputs; null for what is learnt on the training split.</param>
    /// <exception cref="UserErrorException">Something is missing, not finite or out of range.</exception>
    public DataSet(
        string name,
        ImmutableArray<int> shape,
        ReadOnlyMemory<float> values,
        ITask task,
        Targets targets,
        Split split,
        Normalisation? normalisation = null
    )
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(split);
        (Name, Shape, Values, Task, Targets, Split) = (name, shape, values, task, targets, split);
        if (Problem() is { } problem)
            throw new UserErrorException($"Data set '{name}': {problem}");
        Targets = targets.LearntOn(split.Train);
        (_given, Normalisation) = (normalisation, normalisation ?? Normalisation.Learn(this));
        // Of most data sets that are made on the way to another nobody asks for it.
        _fingerprint = new(() =>
            Hash(_given is null || _given.Equals(Normalisation.Learn(this)) ? null : _given)
        );
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Of one input: [channels, height, width] or [features].</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Raw values, one input after the other; a network sees them normalised.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>What networks are to do with it.</summary>
    public ITask Task { get; }

    /// <summary>What a network is to answer for every input.</summary>
    public Targets Targets { get; }

    /// <summary>Which inputs serve for what.</summary>
    public Split Split { get; }

    /// <summary>How files were understood where they leave a choice: "header, separator comma"; may be empty.</summary>
    public string Reading { get; init; } = "";

    /// <summary>What was left out, or looks like a mistake: a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What networks see of inputs: learnt on the training split, or as the study says.</summary>
    public Normalisation Normalisation { get; }

    /// <summary>Whether <see cref="Normalisation"/> was given, not learnt.</summary>
    internal bool HasGivenNormalisation => _given is not null;

    /// <summary>SHA-256 over shape, values, targets, split and a normalisation that is not the learnt one, in 64 hexadecimal digits.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>The smallest and the largest value of the training split.</summary>
    public (float Low, float High) TrainingRange()
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var example in Split.Train)
        foreach (var value in Values.Span.Slice(example * InputSize, InputSize))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high);
    }

    /// <summary>Values of one input.</summary>
    public int InputSize => Shape.Aggregate(1, (product, n) => product * n);

    /// <summary>What planning needs to know.</summary>
    public DataInfo Info =>
        new(
            Name,
            Fingerprint,
            Shape,
            Targets.Outputs,
            Split.Train.Length,
            Split.Validation.Length,
            Split.Test.Length
        )
        {
            OutputNames = Targets.Names,
            Output = Task.Output,
            Scales = Targets.Scales,
            Reading = Reading,
            Warnings = [.. Warnings, .. Doubts.About(this)],
        };

    /// <summary>The same data set with another split.</summary>
    public DataSet With(Split split) =>
        new(Name, Shape, Values, Task, Targets, split, _given) { Reading = Reading, Warnings = Warnings };

    /// <summary>The same data set of which networks see something else.</summary>
    public DataSet With(Normalisation normalisation) =>
        new(Name, Shape, Values, Task, Targets, Split, normalisation)
        {
            Reading = Reading,
            Warnings = Warnings,
        };

    private string? Problem()
    {
        if ((long)Targets.Count * InputSize != Values.Length)
            return $"targets for {Targets.Count} inputs [{string.Join(", ", Shape)}] do not match {Values.Length} values.";
        var values = Values.Span;
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return $"its example {(i / InputSize) + 1} of {Targets.Count} holds the value {values[i]}; every value must be finite.";
        foreach (var (part, indices) in Split.Parts)
            if (indices.IsEmpty)
                return $"its {part} split is empty.";
        return null;
    }

    private string Hash(Normalisation? normalisation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join('x', Shape)}/{Targets.Signature}\n"));
        Append(hash, MemoryMarshal.Cast<float, int>(Values.Span));
        Append(hash, Targets.Words);
        foreach (var (_, indices) in Split.Parts)
        {
            Append(hash, [indices.Length]);
            Append(hash, indices.AsSpan());
        }
        if (normalisation is not null)
            hash.AppendData(Encoding.UTF8.GetBytes($"/{NormalisationChoice.Text(normalisation)}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Little endian on every machine, so a fingerprint is the same everywhere.
    private static void Append(IncrementalHash hash, ReadOnlySpan<int> words)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(words));
            return;
        }
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (var word in words)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, word);
            hash.AppendData(bytes);
        }
    }
}
