using System.Globalization;
using Google.Protobuf;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Importing;

/// <summary>An ONNX file with everything that it says lies beside it.</summary>
internal static class OnnxFile
{
    private const int InAnotherFile = 1;

    /// <summary>The most that a network may hold: protocol buffers end there.</summary>
    private const long Most = int.MaxValue;

    /// <summary>Reads a file; tensors in files beside it are brought in.</summary>
    /// <exception cref="InvalidDataException">It is none, or what lies beside it is missing, too short or elsewhere.</exception>
    public static ModelProto Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length == 0)
            throw new InvalidDataException("the file is empty.");
        if (length > Most)
            throw TooLarge(length);
        var model = Parse(path);
        if (model.Graph is not { Node.Count: > 0 })
            throw new InvalidDataException("the file holds no ONNX graph: it is something else, or cut off.");
        BringIn(model.Graph, Path.GetDirectoryName(Path.GetFullPath(path))!, length);
        return model;
    }

    private static ModelProto Parse(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("the file is no ONNX file, or was cut off.", e);
        }
    }

    private static void BringIn(GraphProto graph, string folder, long bytes)
    {
        foreach (var tensor in graph.Initializer.Where(t => t.DataLocation == InAnotherFile))
        {
            var entries = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
            var location = entries.GetValueOrDefault("location", "");
            var file = Beside(folder, location, tensor.Name);
            var offset = Number(entries, "offset") ?? 0;
            var length = Number(entries, "length") ?? file.Length - offset;
            if (offset < 0 || length < 0 || offset > file.Length - length)
                throw new InvalidDataException(
                    $"tensor '{tensor.Name}' is {length} bytes from {offset} on in '{location}', which has {file.Length}: it was cut off."
                );
            bytes += length;
            if (bytes > Most)
                throw TooLarge(bytes);
            var content = new byte[length];
            using var stream = file.OpenRead();
            stream.Position = offset;
            stream.ReadExactly(content);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(content);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    // A file that someone sends must not make others readable: what it names lies in its own folder.
    private static FileInfo Beside(string folder, string location, string tensor)
    {
        var file = new FileInfo(Path.GetFullPath(Path.Combine(folder, location)));
        var target =
            (file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) : null)?.FullName ?? file.FullName;
        var inside = folder.EndsWith(Path.DirectorySeparatorChar)
            ? folder
            : folder + Path.DirectorySeparatorChar;
        if (
            location.Length == 0
            || !file.FullName.StartsWith(inside, StringComparison.Ordinal)
            || !target.StartsWith(inside, StringComparison.Ordinal)
        )
            throw new InvalidDataException(
                $"tensor '{tensor}' is said to be in '{location}', which is outside the folder of the file."
            );
        return file.Exists
            ? file
            : throw new InvalidDataException(
                $"tensor '{tensor}' is said to be in '{location}', which is not beside the file."
            );
    }

    private static long? Number(Dictionary<string, string> entries, string key) =>
        entries.TryGetValue(key, out var text)
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidDataException($"an external tensor has the {key} '{text}'.")
            : null;

    private static InvalidDataException TooLarge(long bytes) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the network has {bytes / 1e9:0.0} GB; networks of up to {Most / 1e9:0.0} GB are read."
            )
        );
}
