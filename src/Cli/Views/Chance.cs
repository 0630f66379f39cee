using System.Globalization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>Says when a network answers little better than someone who guesses: something before it is wrong.</summary>
public static class Chance
{
    /// <summary>What may be wrong, as the end of a sentence.</summary>
    public const string Causes =
        "is 'data.normalisation' what the network was trained with, and are the classes in its order?";

    // Of the way from guessing to perfect answers.
    private const double Little = 0.25;

    /// <summary>A few words; null where a measure is no share of right answers, or good enough.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="value">What the network has.</param>
    /// <param name="data">What it answered.</param>
    public static string? Doubt(Objective measure, double value, DataInfo? data)
    {
        ArgumentNullException.ThrowIfNull(measure);
        if (data is not { Outputs: > 1, Scales.IsEmpty: true } || !measure.IsShare)
            return null;
        var guessed = 1.0 / data.Outputs;
        return value < guessed + (Little * (1 - guessed))
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"little better than guessing ({100 * guessed:0.#} %)"
            )
            : null;
    }
}
