using System.Numerics;
using System.Runtime.InteropServices;
using Slimfront.Search.Randomness;

namespace Slimfront.Search.Samplers.Parzen;

/// <summary>Truncated normals around observed numbers; uniform where a component has none.</summary>
internal sealed class NumberAxis : IParzenAxis
{
    // Stored by component so that all of them are added up in vector registers.
    private readonly double[] _centres;
    private readonly double[] _halves; // 1 / (2σ²); 0 for the uniform density
    private readonly double[] _logs; // log of the normal's factor; 0 for the uniform density
    private readonly double _width;

    /// <summary>Numbers by component.</summary>
    /// <param name="centres">The observed numbers; NaN where a component has none.</param>
    /// <param name="width">σ.</param>
    public NumberAxis(double[] centres, double width)
    {
        var factor = new TruncatedNormal(width, centres.Length);
        _width = width;
        // The prior comes last, and is all there is where nothing was observed.
        var n = centres.Length;
        (_centres, _halves, _logs) = (new double[n + 1], new double[n + 1], new double[n + 1]);
        (_centres[n], _halves[n], _logs[n]) = (0.5, 0.5, TruncatedNormal.LogFactor(0.5, 1));
        for (var i = 0; i < n; i++)
            if (!double.IsNaN(centres[i]))
                (_centres[i], _halves[i], _logs[i]) = (
                    centres[i],
                    0.5 / (width * width),
                    factor.LogFactor(centres[i])
                );
    }

    /// <inheritdoc/>
    public void AddLogs(double u, Span<double> terms)
    {
        var sums = MemoryMarshal.Cast<double, Vector<double>>(terms);
        var centres = MemoryMarshal.Cast<double, Vector<double>>(_centres);
        var halves = MemoryMarshal.Cast<double, Vector<double>>(_halves);
        var logs = MemoryMarshal.Cast<double, Vector<double>>(_logs);
        var at = new Vector<double>(u);
        for (var i = 0; i < sums.Length; i++)
        {
            var away = at - centres[i];
            sums[i] += logs[i] - (halves[i] * away * away);
        }
        for (var i = sums.Length * Vector<double>.Count; i < terms.Length; i++)
            terms[i] += _logs[i] - (_halves[i] * (u - _centres[i]) * (u - _centres[i]));
    }

    /// <inheritdoc/>
    public double Draw(int component, Random random)
    {
        if (_halves[component] == 0)
            return random.NextDouble();
        var width = component == _centres.Length - 1 ? 1 : _width;
        // The centre lies inside, so at least a third of all draws do.
        while (true)
        {
            var u = _centres[component] + (width * StandardNormal.Draw(random));
            if (u is >= 0 and < 1)
                return u;
        }
    }
}
