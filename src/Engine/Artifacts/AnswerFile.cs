using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Slimfront.Engine.Artifacts;

/// <summary>A teacher's answers as a safetensors file.</summary>
/// <remarks>One tensor, "logits" [examples, classes], in the order of the training split.</remarks>
public static class AnswerFile
{
    private const string Name = "logits";

    private static readonly ImmutableSortedDictionary<string, string> Metadata = ImmutableSortedDictionary
        .Create<string, string>(StringComparer.Ordinal)
        .Add("format", "slimfront-answers")
        .Add("version", "1");

    /// <summary>Writes answers.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="logits">The classes of an example next to each other.</param>
    /// <param name="classes">Their number.</param>
    public static void Write(string path, ReadOnlySpan<float> logits, int classes)
    {
        var header = new SafetensorsHeader(
            Metadata,
            [new(Name, StoredType.F32, [logits.Length / classes, classes])]
        );
        SafetensorsFile.Write(path, header, [MemoryMarshal.AsBytes(logits).ToArray()]);
    }

    /// <summary>Reads answers.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or answers something else; one line says what.</exception>
    public static float[] Read(string path, int examples, int classes) =>
        SafetensorsFile.Read(path).Singles(Name, examples, classes);
}
