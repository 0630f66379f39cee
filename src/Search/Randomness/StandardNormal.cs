namespace Slimfront.Search.Randomness;

/// <summary>Numbers of the standard normal distribution.</summary>
public static class StandardNormal
{
    /// <summary>A standard normal number.</summary>
    /// <remarks>Box and Muller (1958), "A Note on the Generation of Random Normal Deviates".</remarks>
    public static double Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
