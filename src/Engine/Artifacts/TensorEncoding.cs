using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Artifacts;

/// <summary>
/// What the metadata of a model file says of a tensor that is not stored as it is: "fc1.weight 10x64 mask int4 channel".
/// </summary>
/// <remarks>
/// Name and shape; "mask" if elements may be missing; "held" if the next training leaves some as they are; for codes the name of their
/// <see cref="CodeSet"/>: "int8", "int7", "int4", "int3", "int2", "odd2" and "ternary" for symmetric and "uint8" to "uint2" and "uternary" for affine ones, with "channel" if each output channel has its own scale; "open" if the values are not on the grid yet,
/// because training goes on. Tensors are separated by "; ".
/// </remarks>
/// <param name="Name">The tensor.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Storage">How it is stored; how many elements exist is not said here.</param>
/// <param name="IsOpen">Whether values are stored instead of codes.</param>
internal sealed record TensorEncoding(
    string Name,
    ImmutableArray<long> Shape,
    TensorStorage Storage,
    bool IsOpen
)
{
    public const string Key = "tensors";
    private const string Separator = "; ";

    /// <summary>The text for all tensors of a graph; empty where all are stored as they are.</summary>
    public static string Write(ModelGraph graph, StoragePlan plan, bool isOpen) =>
        string.Join(
            Separator,
            graph
                .Tensors.Where(t => plan[t.Name] != TensorStorage.Plain)
                .Select(t => new TensorEncoding(t.Name, t.Shape, plan[t.Name], isOpen).ToString())
        );

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">It is not such a text, or not one for the graph.</exception>
    public static ImmutableDictionary<string, TensorEncoding> Read(string text, ModelGraph graph)
    {
        var shapes = graph.Tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);
        var found = ImmutableDictionary.CreateBuilder<string, TensorEncoding>(StringComparer.Ordinal);
        foreach (var part in text.Split(Separator))
        {
            var encoding = Parse(part);
            if (!shapes.TryGetValue(encoding.Name, out var shape) || !shape.SequenceEqual(encoding.Shape))
                throw new FormatException($"the graph has no tensor '{Head(part)}'.");
            if (!found.TryAdd(encoding.Name, encoding))
                throw new FormatException($"the tensor '{encoding.Name}' is described twice.");
        }
        return found.ToImmutable();
    }

    public override string ToString()
    {
        var words = new List<string> { Name, string.Join('x', Shape) };
        if (Storage.IsMasked)
            words.Add("mask");
        if (Storage.IsHeld)
            words.Add("held");
        if (Storage.IsQuantized)
            words.Add(Storage.Codes!.Name);
        if (Storage.Axis == 0)
            words.Add("channel");
        if (Storage.IsQuantized && IsOpen)
            words.Add("open");
        return string.Join(' ', words);
    }

    // What it reads it must write again in the same way: so anything else is refused.
    private static TensorEncoding Parse(string text)
    {
        var words = text.Split(' ');
        var storage = new TensorStorage
        {
            IsMasked = words.Contains("mask"),
            IsHeld = words.Contains("held"),
            Codes = words.Skip(2).Select(CodeSet.Named).FirstOrDefault(c => c is not null),
            Axis = words.Contains("channel") ? 0 : -1,
        };
        var shape = words.Length > 1 && words[1].Length > 0 ? words[1].Split('x') : [];
        var encoding = new TensorEncoding(
            words[0],
            [.. shape.Select(s => (long)Number(s))],
            storage,
            words.Contains("open")
        );
        return encoding.ToString() == text
            ? encoding
            : throw new FormatException($"no tensor is stored as '{text}'.");
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Head(string text) => string.Join(' ', text.Split(' ').Take(2));
}
