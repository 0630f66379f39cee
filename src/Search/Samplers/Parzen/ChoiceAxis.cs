namespace Slimfront.Search.Samplers.Parzen;

/// <summary>Smoothed indicators of observed options; all options equal where a component has none.</summary>
internal sealed class ChoiceAxis : IParzenAxis
{
    private readonly int[] _observed; // −1 for none
    private readonly int _options;
    private readonly double _hit;
    private readonly double _miss;

    /// <summary>Options by component.</summary>
    /// <param name="observed">The options observed; −1 where a component has none.</param>
    /// <param name="options">How many there are.</param>
    public ChoiceAxis(int[] observed, int options)
    {
        (_observed, _options) = ([.. observed, -1], options);
        // 1/n for every option and 1 more for the observed one, normalised.
        var each = 1.0 / _observed.Length;
        (_hit, _miss) = ((1 + each) / (1 + (options * each)), each / (1 + (options * each)));
    }

    /// <inheritdoc/>
    public void AddLogs(double u, Span<double> terms)
    {
        var option = Option(u);
        var (none, hit, miss) = (-Math.Log(_options), Math.Log(_hit), Math.Log(_miss));
        for (var i = 0; i < terms.Length; i++)
            terms[i] +=
                _observed[i] == option ? hit
                : _observed[i] < 0 ? none
                : miss;
    }

    /// <inheritdoc/>
    public double Draw(int component, Random random)
    {
        // A draw follows the observed option, or is one of all alike.
        var follows = _observed[component] >= 0 && random.NextDouble() < _hit - _miss;
        return follows ? (_observed[component] + 0.5) / _options : random.NextDouble();
    }

    private int Option(double u) => Math.Clamp((int)(u * _options), 0, _options - 1);
}
