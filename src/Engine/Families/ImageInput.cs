using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Families;

/// <summary>What convolutional families ask of their inputs.</summary>
internal static class ImageInput
{
    /// <summary>Refuses what is no image.</summary>
    /// <returns>The shorter side in pixels.</returns>
    /// <exception cref="GraphException">The input is not channels × height × width.</exception>
    public static int Side(Shape input, string family) =>
        input.Rank == 3
            ? Math.Min(input[1], input[2])
            : throw new GraphException(
                $"The family '{family}' takes images of channels × height × width; the data has the shape {input}."
            );
}
