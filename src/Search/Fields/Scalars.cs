using System.Globalization;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>The kinds of single values.</summary>
internal static class Scalars
{
    /// <summary>A number from which randomness is derived.</summary>
    public static ScalarKind<ulong> Seed { get; } =
        new(
            "a whole number from 0",
            text =>
                ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
            n => $"{n}"
        );

    /// <summary>How many.</summary>
    public static ScalarKind<int> Count { get; } = new("a whole number above 0", Positive, n => $"{n}");

    /// <summary>How many, up to a number.</summary>
    public static ScalarKind<int> UpTo(int most) =>
        new(
            $"a whole number from 1 to {most}",
            text => Positive(text) is { } n && n <= most ? n : null,
            n => $"{n}"
        );

    /// <summary>How many, with words for the usual number and for none.</summary>
    /// <param name="usual">What "on" means.</param>
    /// <param name="what">What is counted.</param>
    public static ScalarKind<int> OnOrOff(int usual, string what) =>
        new(
            $"on, off, or how many {what}",
            text =>
                text switch
                {
                    "on" => usual,
                    "off" or "0" => 0,
                    _ => Positive(text),
                },
            n => $"{n}"
        );

    /// <summary>How long.</summary>
    public static ScalarKind<TimeSpan> Duration { get; } =
        new(
            "a duration above 0 (90s, 5m, 1.5h)",
            text => Text.Time(text) is { } time && time > TimeSpan.Zero ? time : null,
            time => YamlValue.Number(time.TotalSeconds) + "s",
            time => $"{time}"
        );

    /// <summary>What part of a whole.</summary>
    public static ScalarKind<double> Share { get; } =
        new(
            "a share above 0 and up to 1 (0.9, 90%)",
            text => Text.Size(text) is > 0 and <= 1 and var share ? share : null,
            YamlValue.Number
        );

    /// <summary>How many bytes.</summary>
    public static ScalarKind<long> Size { get; } =
        new(
            "a size (800MB, 4GiB)",
            text => Text.Size(text) is >= 1 and < 1e18 and var size ? (long)size : null,
            bytes => $"{bytes}",
            bytes => $"{bytes} bytes"
        );

    /// <summary>The name of a study.</summary>
    public static FieldKind<string> Name { get; } = new NameKind();

    private static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;

    private sealed class NameKind : FieldKind<string>
    {
        public override string Takes => StudySpec.NameForm;

        public override string Read(YamlPlace place, FieldContext context) =>
            StudySpec.IsName(place.Scalar()) ? place.Scalar() : throw place.Wrong(Takes);

        public override string? Yaml(string value) => YamlValue.Scalar(value);

        public override IEnumerable<(string Key, string Text)> Lines(string key, string value) =>
            [(key, value)];
    }
}
