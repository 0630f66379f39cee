namespace Slimfront.Search.Samplers.Parzen;

/// <summary>One parameter of every component of a mixture; the last component is the prior.</summary>
internal interface IParzenAxis
{
    /// <summary>Adds the log density of a value under each component.</summary>
    void AddLogs(double u, Span<double> terms);

    /// <summary>Draws a value from a component.</summary>
    double Draw(int component, Random random);
}
