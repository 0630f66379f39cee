using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Data;

/// <summary>What a study's setting "data.normalisation" says: how inputs are normalised before a network sees them.</summary>
/// <remarks>
/// A network that somebody trained elsewhere wants what it was trained with. Means and deviations are those of the data set's own values,
/// or, after "torchvision:", of shares of white, which torchvision's ToTensor makes of pictures.
/// </remarks>
public static class NormalisationChoice
{
    /// <summary>The setting's name below "data.".</summary>
    public const string Name = "normalisation";

    /// <summary>Learnt on the training split.</summary>
    public const string Learn = "learn";

    /// <summary>That of the teacher which the study was given.</summary>
    public const string Model = "model";

    private const string None = "none";
    private const string ImageNet = "imagenet";
    private const string Shares = "torchvision:";
    private const string ImageNetNumbers = Shares + "0.485,0.456,0.406/0.229,0.224,0.225";

    /// <summary>What it may be where the teacher's file is silent.</summary>
    public const string Told =
        "imagenet, none, learn (on the training split), MEANS/DEVIATIONS of the data's values or torchvision:MEANS/DEVIATIONS of shares of white, as 0.13/0.31 with commas between channels";

    /// <summary>What it may be.</summary>
    public const string Range = $"model (as the given teacher's file says), {Told}";

    /// <summary>The setting.</summary>
    public static Setting Setting { get; } =
        new(
            $"data.{Name}",
            Value.Of(""),
            new Parameter.Text(Name),
            $"How inputs are normalised: {Range}. If it is empty: as a given teacher's file says, else learnt."
        );

    /// <summary>What a file that is silent about it does not say, and who must: the end of a sentence.</summary>
    public static string Missing { get; } =
        $"does not say how its inputs are normalised; '{Setting.Key}' must say it: {Told}.";

    /// <summary>The value of white where the values are shades: the end of the narrowest usual range that holds them.</summary>
    /// <remarks>1 for shares of white, 16 for sixteen shades above black, 255 for bytes. Values below 0 or above 255 are no shades: something was done to the pictures that nobody can see from here.</remarks>
    /// <param name="values">The smallest and the largest value of the training split.</param>
    /// <returns>Null where they are no shades.</returns>
    public static float? White((float Low, float High) values) =>
        values switch
        {
            { Low: < 0 } or { High: > byte.MaxValue } => null,
            { High: <= 1 } => 1,
            { High: <= 16 } => 16,
            _ => byte.MaxValue,
        };

    /// <summary>Whether the setting leaves it to a given teacher's file.</summary>
    public static bool IsFiles(string text) => text is "" or Model;

    /// <summary>The data set with the normalisation that a setting names; as it is if that is learnt, or the teacher's.</summary>
    /// <exception cref="UserErrorException">The text is none of those there are, or does not fit the data.</exception>
    public static DataSet Apply(string text, DataSet data)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(data);
        if (text == Learn || IsFiles(text))
            return data;
        var channels = data.Shape[0];
        if (text == None)
            return data.With(Normalisation.None(channels));
        var numbers = text == ImageNet ? ImageNetNumbers : text;
        var areShares = numbers.StartsWith(Shares, StringComparison.Ordinal);
        if (areShares)
            numbers = numbers[Shares.Length..];
        if (
            numbers.Split('/') is not [var left, var right]
            || Numbers(left) is not { } means
            || Numbers(right) is not { } deviations
            || deviations.Any(d => d <= 0)
        )
            throw Refuse(text, $"it may be {Range}");
        if (means.Length != channels || deviations.Length != channels)
            throw Refuse(
                text,
                $"it has {means.Length} means and {deviations.Length} deviations, but '{data.Name}' has {channels} {(data.Shape.Length == 3 ? "channels" : "features")}"
            );
        if (areShares)
        {
            var (low, high) = data.TrainingRange();
            var white =
                White((low, high))
                ?? throw Refuse(
                    text,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"values of '{data.Name}' go from {low:0.###} to {high:0.###}, so they are no shades between black and white; if they are normalised already, write 'none'"
                    )
                );
            (means, deviations) = ([.. means.Select(m => m * white)], [.. deviations.Select(d => d * white)]);
        }
        else if (
            data.Shape.Length == 3
            && means.Concat(deviations).All(n => n is >= 0 and < 1)
            && White(data.TrainingRange()) is > 1 and var white
        )
            throw Refuse(
                text,
                $"values of '{data.Name}' go up to {white}; if these are numbers of torchvision, for shares of white, write '{Shares}{text}'"
            );
        return data.With(new Normalisation(means, deviations));
    }

    /// <summary>Settings as a study file has them, where those of the prepared study say what the file leaves to the teacher's.</summary>
    /// <param name="asked">As the file has them.</param>
    /// <param name="prepared">Those of the same study, prepared.</param>
    public static Configuration Settled(Configuration asked, Configuration prepared)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(prepared);
        if (!IsFiles(asked.Text(Setting.Key, "")))
            return asked;
        return prepared.Find(Setting.Key) is { } settled
            ? asked.With(Setting.Key, settled)
            : asked.Without(Setting.Key);
    }

    /// <summary>A normalisation as the setting has it: to the last digit.</summary>
    public static string Text(Normalisation normalisation)
    {
        ArgumentNullException.ThrowIfNull(normalisation);
        static string Join(IEnumerable<float> values) =>
            string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        return $"{Join(normalisation.Mean)}/{Join(normalisation.Deviation)}";
    }

    private static ImmutableArray<float>? Numbers(string text)
    {
        var numbers = ImmutableArray.CreateBuilder<float>();
        foreach (var part in text.Split(','))
        {
            if (
                !float.TryParse(part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || !float.IsFinite(number)
            )
                return null;
            numbers.Add(number);
        }
        return numbers.ToImmutable();
    }

    private static UserErrorException Refuse(string text, string why) =>
        new($"'{Setting.Key}' is '{text}'; {why}.");
}
