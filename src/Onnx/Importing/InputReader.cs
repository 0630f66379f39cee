using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Reading;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Importing;

/// <summary>Finds out what a file takes.</summary>
internal static class InputReader
{
    // What may come before the Transpose of a network whose inputs lie channels last.
    private static readonly string[] OnEachNumber = ["Sub", "Div", "Mul", "Add", "Identity", "Cast"];

    /// <summary>What the file takes; lengths that it leaves open are fixed in it, and one example at a time.</summary>
    /// <param name="model">The file, which is changed.</param>
    /// <param name="told">The shape of one example, channels first; null if only the file says it.</param>
    /// <exception cref="InvalidDataException">It takes something else than one picture or vector, or another shape.</exception>
    public static OnnxInput Fix(ModelProto model, Shape? told)
    {
        var graph = model.Graph;
        var constants = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = graph.Input.Where(i => !constants.Contains(i.Name)).ToArray();
        if (inputs.Length != 1)
            throw new InvalidDataException(
                $"the network takes {inputs.Length} inputs ({string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}); networks of one are read."
            );
        var input = inputs[0];
        var type = input.Type?.TensorType;
        if (type is null || (ElementType)type.ElemType != ElementType.Single)
            throw new InvalidDataException(
                $"the input '{input.Name}' holds {(type is null ? "no tensor" : (ElementType)type.ElemType)}; networks that take single precision are read."
            );
        if (type.Shape is not { Dim.Count: 2 or 4 } form)
            throw new InvalidDataException(
                $"the input '{input.Name}' has {type.Shape?.Dim.Count ?? 0} axes; pictures (batch × channels × height × width) and vectors (batch × features) are read."
            );
        var isLast = form.Dim.Count == 4 && IsChannelsLast(graph, input.Name);
        var batch = form.Dim[0].DimValue is > 1 and var b ? checked((int)b) : (int?)null;
        form.Dim[0] = new() { DimValue = batch ?? 1 };
        var lengths = Lengths(input.Name, form, told, isLast);
        for (var i = 0; i < lengths.Length; i++)
            form.Dim[i + 1] = new() { DimValue = lengths[i] };
        graph.ValueInfo.Clear();
        foreach (var output in graph.Output)
            if (output.Type?.TensorType is { } answer)
                answer.Shape = null;
        return new(
            input.Name,
            isLast ? Shape.Of(lengths[2], lengths[0], lengths[1]) : new Shape([.. lengths]),
            isLast,
            batch
        );
    }

    // In the order of the file.
    private static int[] Lengths(string name, ShapeProto form, Shape? told, bool isLast)
    {
        var file = form.Dim.Skip(1).Select(d => d.DimValue).ToArray();
        string Said() => string.Join('×', file.Select(d => d > 0 ? $"{d}" : "?"));
        if (told is not { } shape)
            return file.All(d => d is > 0 and <= int.MaxValue)
                ? [.. file.Select(d => (int)d)]
                : throw new InvalidDataException(
                    $"the input '{name}' is {Said()} with lengths left open; say which, as 3×224×224 (--input 3x224x224)."
                );
        var given = isLast && shape.Rank == 3 ? ChannelsLast.Lengths(shape) : shape.Dimensions;
        return given.Length == file.Length && given.Zip(file).All(p => p.Second <= 0 || p.First == p.Second)
            ? [.. given]
            : throw new InvalidDataException(
                $"the input '{name}' is {Said()}{(isLast ? " (height × width × channels)" : "")}, but the data, or --input, have {shape}."
            );
    }

    private static bool IsChannelsLast(GraphProto graph, string input)
    {
        var value = input;
        while (true)
        {
            var users = graph.Node.Where(n => n.Input.Contains(value)).ToArray();
            if (users is not [var only])
                return false;
            if (only.OpType == "Transpose")
                return only.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints.SequenceEqual([0, 3, 1, 2])
                    ?? false;
            if (!OnEachNumber.Contains(only.OpType, StringComparer.Ordinal))
                return false;
            value = only.Output[0];
        }
    }
}
