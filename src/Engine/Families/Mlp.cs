using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>Multilayer perceptron: hidden layers of 128 · width neurons, each followed by a rectifier.</summary>
/// <remarks>
/// No normalisation, as in the fully connected networks of the pruning and lottery-ticket literature. Images are laid
/// out as vectors.
/// </remarks>
/// <param name="depth">Hidden layers.</param>
/// <param name="width">Multiplier of 128 neurons.</param>
public sealed class Mlp(int depth, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const int Neurons = 128;

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            "mlp",
            "—",
            "Fully connected layers with rectifiers; 128 neurons per hidden layer at width 1.",
            [
                new Parameter.Integer("depth", 1, 3),
                new Parameter.Real(IModelFamily.Width, 0.1, 2, Logarithmic: true),
            ],
            c => new Mlp(c.Integer("depth"), c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of(("depth", Value.Of(2)), (IModelFamily.Width, Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        var builder = new GraphBuilder(input);
        if (input.Rank > 1)
            builder.Flatten();
        for (var layer = 0; layer < depth; layer++)
            builder.Linear(IModelFamily.Scale(Neurons, width)).Relu();
        return builder.Linear(outputs).Build();
    }
}
