using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Families;

/// <summary>A family of architectures; its parameters choose the member.</summary>
/// <remarks>
/// A family that can be an assistant between teacher and student has a parameter <see cref="Width"/>, which scales every
/// hidden layer.
/// </remarks>
public interface IModelFamily
{
    /// <summary>The name of the parameter that scales every hidden layer.</summary>
    public const string Width = "width";

    /// <summary>The member for a data set.</summary>
    /// <param name="input">Of one example.</param>
    /// <param name="outputs">How many numbers it answers for an input.</param>
    /// <exception cref="GraphException">The family has no member for such inputs; the message says why.</exception>
    ModelGraph Build(Shape input, int outputs);

    /// <summary>A scaled width: max(1, round(channels · width)), halves away from zero.</summary>
    public static int Scale(int channels, double width) =>
        Math.Max(1, (int)Math.Round(channels * width, MidpointRounding.AwayFromZero));
}
