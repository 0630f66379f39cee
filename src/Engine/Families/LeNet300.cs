using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>LeNet-300-100: two hidden layers of 300 and 100 neurons, the network of the lottery-ticket literature.</summary>
/// <remarks>
/// LeCun et al. (1998), "Gradient-Based Learning Applied to Document Recognition", §III-D; Frankle and Carbin (2019),
/// arXiv:1803.03635, Figure 2: 266,610 parameters on MNIST. Images are laid out as vectors. Rectifiers, as in the
/// second, instead of the sigmoids of the first.
/// </remarks>
/// <param name="width">Multiplier of both hidden layers.</param>
public sealed class LeNet300(double width) : IModelFamily, IDescribed<IModelFamily>
{
    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            "lenet-300-100",
            "LeCun et al. (1998); arXiv:1803.03635",
            "Two hidden layers of 300 and 100 neurons with rectifiers.",
            [new Parameter.Real(IModelFamily.Width, 0.05, 2, Logarithmic: true)],
            c => new LeNet300(c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of((IModelFamily.Width, Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        var builder = new GraphBuilder(input);
        if (input.Rank > 1)
            builder.Flatten();
        foreach (var neurons in (ReadOnlySpan<int>)[300, 100])
            builder.Linear(IModelFamily.Scale(neurons, width)).Relu();
        return builder.Linear(outputs).Build();
    }
}
