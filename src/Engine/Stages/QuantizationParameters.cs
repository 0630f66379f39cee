using Slimfront.Engine.Quantization;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Stages;

/// <summary>The parameters of a stage that rounds, or that trains with rounding.</summary>
/// <param name="Bits">Of a weight: one of <see cref="QuantizationScheme.Bits"/>.</param>
/// <param name="IsSymmetric">Whether a weight's grid lies evenly around 0.</param>
/// <param name="IsPerChannel">Whether each output channel has a scale of its own.</param>
public sealed record QuantizationParameters(string Bits, bool IsSymmetric, bool IsPerChannel)
{
    /// <summary>The parameter without which nothing is rounded.</summary>
    internal const string BitsName = "bits";

    private const string Scheme = "scheme";
    private const string Symmetric = "symmetric";
    private const string Affine = "affine";
    private const string Granularity = "granularity";
    private const string Channel = "channel";
    private const string Tensor = "tensor";
    private const string EndsName = "ends";
    private const string Activations = "activations";
    private const string PointsName = "points";
    private const string CalibratorName = "calibrator";

    /// <summary>Of the layers that take the input or make the logits, 8 or 7; null for the same bits as everywhere.</summary>
    public string? Ends { get; init; }

    /// <summary>Whether activations are rounded too, to 8 bits.</summary>
    public bool HasActivations { get; init; }

    /// <summary>Which activations: "layers" or "all"; null also means layers.</summary>
    public string? Points { get; init; }

    /// <summary>What chooses their ranges; null where they are learned.</summary>
    public TechniqueChoice? Calibrator { get; init; }

    /// <summary>The scheme that they mean.</summary>
    public QuantizationScheme AsScheme =>
        new(
            QuantizationScheme.CodesOf(Bits, IsSymmetric),
            IsPerChannel,
            HasActivations ? QuantizationScheme.PointsOf(Points ?? "layers") : ActivationPoints.None
        )
        {
            EndCodes = QuantizationScheme.CodesOf(Ends ?? Bits, IsSymmetric),
        };

    /// <summary>Reads the parameters of a stage; the calibrator is still to be created.</summary>
    /// <param name="parameters">The stage's.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <exception cref="StageRefusedException">One of them is missing or impossible.</exception>
    public static QuantizationParameters Read(StageParameters parameters, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var hasActivations = parameters.Has(prefix + Activations);
        if (hasActivations)
            parameters.Integer(
                prefix + Activations,
                QuantizationScheme.ActivationBits,
                QuantizationScheme.ActivationBits
            );
        return new(
            parameters.OneOf(prefix + BitsName, [.. QuantizationScheme.Bits]),
            parameters.OneOf(prefix + Scheme, Symmetric, Affine) == Symmetric,
            parameters.OneOf(prefix + Granularity, Channel, Tensor) == Channel
        )
        {
            Ends = parameters.Has(prefix + EndsName) ? parameters.OneOf(prefix + EndsName, "8", "7") : null,
            HasActivations = hasActivations,
            Points =
                hasActivations && parameters.Has(prefix + PointsName)
                    ? parameters.OneOf(prefix + PointsName, "layers", "all")
                    : null,
            Calibrator = hasActivations ? parameters.FindTechnique(prefix + CalibratorName) : null,
        };
    }

    /// <summary>As a stage has them: numbers are numbers, and what is not rounded is not mentioned.</summary>
    /// <param name="prefix">What their names begin with.</param>
    public Configuration Write(string prefix = "")
    {
        var written = Configuration.Of(
            (prefix + BitsName, Value.Parse(Bits)),
            (prefix + Scheme, Value.Of(IsSymmetric ? Symmetric : Affine)),
            (prefix + Granularity, Value.Of(IsPerChannel ? Channel : Tensor))
        );
        if (Ends is { } ends)
            written = written.With(prefix + EndsName, Value.Parse(ends));
        if (HasActivations)
            written = written.With(prefix + Activations, Value.Of(QuantizationScheme.ActivationBits));
        if (Points is { } points)
            written = written.With(prefix + PointsName, Value.Of(points));
        return Calibrator is { } calibrator
            ? written.With(calibrator.Write(prefix + CalibratorName))
            : written;
    }

    /// <summary>The parameters of a stage in words: "quantized to 4 bits (8 at the ends), symmetric, per channel".</summary>
    /// <param name="words">The stage.</param>
    /// <param name="prefix">What the names of its parameters begin with.</param>
    public static string Describe(StageWords words, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(words);
        var bits = words.Say(prefix + BitsName);
        var ends = words.Has(prefix + EndsName) ? $" ({words.Say(prefix + EndsName)} at the ends)" : "";
        var activations = words.Has(prefix + Activations)
            ? $", activations {words.Say(prefix + Activations)} bits"
            : "";
        var points = words.Has(prefix + PointsName) ? $" of {words.Say(prefix + PointsName)}" : "";
        var calibrator = words.Has(prefix + CalibratorName)
            ? $" by {words.SayTechnique(prefix + CalibratorName)}"
            : "";
        return $"quantized to {bits}{(char.IsAsciiDigit(bits[0]) ? " bits" : "")}{ends}, "
            + $"{words.Say(prefix + Scheme)}, per {words.Say(prefix + Granularity)}{activations}{points}{calibrator}";
    }
}
