using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Graphs.Channels;
using static TorchSharp.torch;

namespace Slimfront.Engine.Graphs.Operators;

/// <summary>Where data enters.</summary>
/// <param name="Shape">Of one example.</param>
public sealed record Input(Shape Shape) : Operator, IReadableOperator<Input>
{
    /// <inheritdoc/>
    public static string Name => "input";

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    public static Input Read(JsonElement json) =>
        new(new Shape([.. json.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())]));

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length > 0)
            throw new GraphException($"takes no input, not {inputs.Length}");
        return !Shape.Dimensions.IsDefaultOrEmpty && Shape.Dimensions.All(d => d > 0)
            ? Shape
            : throw new GraphException($"has the shape '{Shape}'; every length must be 1 or more");
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var channels = scope.Make(Shape.Channels);
        scope.Fix(channels);
        return new(channels);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("shape");
        foreach (var length in Shape.Dimensions)
            json.WriteNumberValue(length);
        json.WriteEndArray();
    }

    /// <summary>Hands the batch on: <paramref name="inputs"/> holds it alone.</summary>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0];
}
