using System.Collections.Frozen;
using System.Text.Json;
using Slimfront.Engine.Graphs.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Reads operators by name; what is not listed here is refused.</summary>
public static class OperatorFormat
{
    private static readonly FrozenDictionary<string, Func<JsonElement, Operator>> Readers = new[]
    {
        Reader<Input>(),
        Reader<Conv>(),
        Reader<BatchNorm>(),
        Reader<Relu>(),
        Reader<Relu6>(),
        Reader<HardSwish>(),
        Reader<MaxPool>(),
        Reader<AvgPool>(),
        Reader<GlobalAvgPool>(),
        Reader<Flatten>(),
        Reader<Linear>(),
        Reader<Add>(),
        Reader<Concat>(),
        Reader<MeanProbabilities>(),
        Reader<Dropout>(),
        Reader<FakeQuantize>(),
        Reader<Output>(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all operators.</summary>
    public static IEnumerable<string> Kinds => Readers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads an operator's attributes.</summary>
    /// <param name="kind">Its name.</param>
    /// <param name="json">The object that holds the attributes.</param>
    /// <exception cref="GraphException">No operator has the name; the message lists those there are.</exception>
    public static Operator Read(string kind, JsonElement json) =>
        Readers.TryGetValue(kind, out var read)
            ? read(json)
            : throw new GraphException($"no operator is called '{kind}'. Known: {string.Join(", ", Kinds)}");

    private static KeyValuePair<string, Func<JsonElement, Operator>> Reader<T>()
        where T : Operator, IReadableOperator<T> => new(T.Name, T.Read);
}
