using System.Globalization;
using System.Text;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>A study's request as a study file: every value written out, in a fixed order.</summary>
/// <remarks>
/// The canonical form: paths stay whole ("training.epochs"), because a choice and the parameters it brings cannot both
/// stand at one place of nested YAML. Texts that could be read as something else are quoted.
/// </remarks>
public static class StudyYaml
{
    /// <summary>The file's text, with line feeds.</summary>
    public static string Of(StudySpec spec)
    {
        var text = new StringBuilder();
        Line(text, 0, "name", Scalar(spec.Name));
        Line(text, 0, "seed", spec.Seed.ToString(CultureInfo.InvariantCulture));
        foreach (var (path, value) in spec.Settings)
            Line(text, 0, path, Scalar(value));
        Line(text, 0, "objectives", $"[{string.Join(", ", spec.Objectives.Select(o => o.Key))}]");
        Section(text, "limits", spec.Limits.Select(l => (l.Objective, Number(l.Bound))));
        Section(text, "budget", Budget(spec.Budget));
        Section(text, "sampler", Technique(spec.Sampler, "sampler"));
        Section(text, "scheduler", Technique(spec.Scheduler, "scheduler"));
        Line(text, 0, "lag", spec.Lag is { } lag ? lag.ToString(CultureInfo.InvariantCulture) : "none");
        if (spec.Lag is null)
            Line(text, 0, "in-flight", spec.InFlight.ToString(CultureInfo.InvariantCulture));
        if (spec.Priority != 1)
            Line(text, 0, "priority", spec.Priority.ToString(CultureInfo.InvariantCulture));
        if (!spec.Requires.IsEmpty)
            Line(
                text,
                0,
                "requires",
                $"{{ {$"{spec.Requires}".Replace("=", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)} }}"
            );
        Line(text, 0, "baselines", spec.Baselines.ToString(CultureInfo.InvariantCulture));
        Section(text, "attempts", Attempts(spec.Attempts));
        Section(text, "space", spec.Restrictions.Select(r => (r.Key, Restriction(r.Value))));
        WarmStart(text, spec);
        return text.ToString();
    }

    private static IEnumerable<(string, string)> Budget(Budget budget)
    {
        yield return ("trials", budget.Trials.ToString(CultureInfo.InvariantCulture));
        if (budget.Time is { } time)
            yield return ("time", Seconds(time));
        if (budget.Finished is { } finished)
            yield return ("finished", finished.ToString(CultureInfo.InvariantCulture));
        if (budget.DeviceTime is { } device)
            yield return ("device-time", Seconds(device));
        if (budget.Hypervolume is { } share)
            yield return ("hypervolume", Number(share));
        if (!budget.Reference.IsEmpty)
        {
            var corner = budget.Reference.Select(r => $"{r.Objective}: {Number(r.Bound)}");
            yield return ("reference", $"{{{string.Join(", ", corner)}}}");
        }
        if (budget.Patience is { } patience)
            yield return ("patience", patience.ToString(CultureInfo.InvariantCulture));
        if (budget.FailureRate is not { } rate)
            yield break;
        yield return ("failure-rate", Number(rate));
        yield return ("failure-minimum", budget.FailureMinimum.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<(string, string)> Technique(Configuration chosen, string role)
    {
        var key = chosen.Text(role, otherwise: "");
        yield return ("name", Scalar(key));
        foreach (var (path, value) in chosen.Slice($"{role}.{key}"))
            yield return (path, Scalar(value));
    }

    private static IEnumerable<(string, string)> Attempts(AttemptLimits limits)
    {
        yield return ("tries", limits.Tries.ToString(CultureInfo.InvariantCulture));
        if (limits.Time is { } time)
            yield return ("time", Seconds(time));
        if (limits.MemoryBytes is { } memory)
            yield return ("memory", memory.ToString(CultureInfo.InvariantCulture));
    }

    private static string Restriction(Restriction restriction) =>
        restriction switch
        {
            Restriction.Between b => $"{{from: {Number(b.Low)}, to: {Number(b.High)}}}",
            Restriction.OneOf o => $"[{string.Join(", ", o.Values.Select(Scalar))}]",
            _ => throw new ArgumentOutOfRangeException(
                nameof(restriction),
                restriction,
                "Unknown restriction."
            ),
        };

    private static void WarmStart(StringBuilder text, StudySpec spec)
    {
        // A file without the key begins with the usual list.
        if (spec.WarmStart.IsDefault)
            return;
        text.Append(spec.WarmStart.IsEmpty ? "warm-start: []\n" : "warm-start:\n");
        foreach (var configuration in spec.WarmStart)
        {
            var pairs = configuration.Select(p => $"{Key(p.Key)}: {Scalar(p.Value)}");
            text.Append("  - {").AppendJoin(", ", pairs).Append("}\n");
        }
    }

    private static void Section(
        StringBuilder text,
        string name,
        IEnumerable<(string Key, string Value)> pairs
    )
    {
        var isOpen = false;
        foreach (var (key, value) in pairs)
        {
            if (!isOpen)
                text.Append(name).Append(":\n");
            isOpen = true;
            Line(text, 2, key, value);
        }
    }

    private static void Line(StringBuilder text, int indent, string key, string value) =>
        text.Append(' ', indent).Append(Key(key)).Append(": ").Append(value).Append('\n');

    private static string Key(string key) => IsPlain(key) ? key : Quoted(key);

    private static string Scalar(Value value) =>
        value.Kind == ValueKind.Text ? Scalar(value.Text) : value.ToString();

    private static string Scalar(string text) =>
        IsPlain(text) && Value.Parse(text).Kind == ValueKind.Text ? text : Quoted(text);

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Number(time.TotalSeconds) + "s";

    // Words that no YAML reader takes for anything but a text.
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        && text.ToUpperInvariant()
            is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append(@"\n"),
                < ' ' or (>= '\x7f' and < '\xa0') or '\u2028' or '\u2029' or '\ufeff' => quoted.Append(
                    $"\\u{(int)c:x4}"
                ),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }
}
