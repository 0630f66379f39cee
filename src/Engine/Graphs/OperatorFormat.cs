using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Knows operators by name, and by number in packed graphs; what is not listed here is refused.</summary>
public static class OperatorFormat
{
    // An operator's place is its number in packed graphs: a new one comes last, and none ever moves.
    private static readonly Operator[] Blanks =
    [
        new Input(Shape.Of(1)),
        new Conv(1, 1),
        new BatchNorm(),
        new Relu(),
        new Relu6(),
        new HardSwish(),
        new MaxPool(2),
        new AvgPool(2),
        new GlobalAvgPool(),
        new Flatten(),
        new Linear(1),
        new Add(),
        new Concat(),
        new MeanProbabilities(),
        new Dropout(),
        new FakeQuantize(),
        new Output(),
        new Sigmoid(),
        new HardSigmoid(),
        new Gate(),
        new Silu(),
        new ChannelSlice(0, 1),
        new ChannelShuffle(),
        new LeakyRelu(),
        new PRelu(),
        new Elu(),
        new Gelu(),
        new Tanh(),
        new BlackBox("", 0, 1),
    ];

    private static readonly Dictionary<string, int> Numbers = Blanks
        .Select((blank, number) => KeyValuePair.Create(blank.Kind, number))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The names of all operators.</summary>
    public static IEnumerable<string> Kinds => Numbers.Keys.Order(StringComparer.Ordinal);

    /// <summary>An operator's number.</summary>
    internal static int NumberOf(Operator operation) => Numbers[operation.Kind];

    /// <summary>An operator of a name, with attributes that are still to be read.</summary>
    /// <exception cref="GraphException">No operator has the name; the message lists those there are.</exception>
    internal static Operator Blank(string kind) =>
        Numbers.TryGetValue(kind, out var number)
            ? Blanks[number]
            : throw new GraphException($"no operator is called '{kind}'. Known: {string.Join(", ", Kinds)}");

    /// <summary>An operator of a number, with attributes that are still to be read.</summary>
    /// <exception cref="FormatException">No operator has the number.</exception>
    internal static Operator Blank(int number) =>
        number < Blanks.Length
            ? Blanks[number]
            : throw new FormatException(
                $"no operator has the number {number}; this version knows {Blanks.Length}, from 0 on."
            );
}
