using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Rules;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads study files. Every key is optional; docs/study.md lists them.</summary>
/// <param name="pipeline">Knows the settings of data, teacher, training and pipeline.</param>
/// <param name="techniques">Knows the samplers and schedulers.</param>
public sealed class StudyFile(IPipeline pipeline, SearchTechniques techniques)
{
    private static readonly string[] OwnKeys =
    [
        "name",
        "seed",
        "objectives",
        "limits",
        "budget",
        "sampler",
        "scheduler",
        "lag",
        "in-flight",
        "priority",
        "requires",
        "attempts",
        "baselines",
        "space",
        "warm-start",
    ];

    /// <summary>The default study, which the program carries: studies/digits.yaml.</summary>
    public StudySpec Default()
    {
        using var stream = typeof(StudyFile).Assembly.GetManifestResourceStream("digits.yaml")!;
        using var reader = new StreamReader(stream);
        return Parse("digits.yaml", reader.ReadToEnd());
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It is missing, or says something impossible: file, line, key and nearest known key.</exception>
    public StudySpec Read(string path)
    {
        var spec = Parse(Path.GetFileName(path), YamlText.ReadFile(path));
        return spec.Name.Length > 0 ? spec : spec with { Name = NameOf(path) };
    }

    /// <summary>Reads a file's text; the name is empty where the text gives none.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">The text.</param>
    public StudySpec Parse(string file, string text)
    {
        var spec = new StudySpec { Name = "", WarmStart = default };
        var root = YamlPlace.Parse(file, text);
        // Settings first: they tell what can be measured.
        foreach (var (key, place) in root.Children().Where(c => !OwnKeys.Contains(c.Key)))
            spec = ReadSettings(spec, place);
        var objectives = new ObjectiveFile(pipeline.Measures(spec.Settings));
        spec = spec with { Objectives = objectives.Usual };
        foreach (var (key, place) in root.Children().Where(c => OwnKeys.Contains(c.Key)))
            spec = ReadOwn(spec, key, place, objectives);
        BudgetFile.Check(spec, root);
        Effects.Check(spec, root, pipeline.Settings);
        return spec;
    }

    // The name of the file, in the form of names.
    private static string NameOf(string path)
    {
        var name = string.Concat(
                Path.GetFileNameWithoutExtension(path)
                    .Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-')
            )
            .TrimStart('.', '-');
        return name.Length == 0 ? "study" : name[..Math.Min(name.Length, 64)];
    }

    private StudySpec ReadOwn(StudySpec spec, string key, YamlPlace place, ObjectiveFile objectives) =>
        key switch
        {
            "name" => spec with { Name = ReadName(place) },
            "seed" => spec with { Seed = place.Read("a whole number from 0", Natural) },
            "objectives" => spec with { Objectives = objectives.Read(place) },
            "limits" => spec with { Limits = [.. objectives.Limits(place)] },
            "budget" => spec with { Budget = BudgetFile.Read(place, objectives) },
            "sampler" => spec with { Sampler = TechniqueFile.Read(place, techniques.Samplers) },
            "scheduler" => ReadScheduler(spec, place),
            "lag" => spec with { Lag = ReadLag(place) },
            "in-flight" => spec with { InFlight = place.Read("a whole number above 0", Positive) },
            "attempts" => spec with { Attempts = ReadAttempts(place) },
            "priority" => spec with { Priority = place.Read("a whole number from 1 to 1000", Priority) },
            "requires" => spec with { Requires = ReadLabels(place) },
            "baselines" => spec with { Baselines = ReadBaselines(place) },
            "space" => spec with { Restrictions = SpaceFile.Restrictions(place) },
            _ => spec with { WarmStart = [.. place.Items().Select(SpaceFile.Configuration)] },
        };

    private StudySpec ReadSettings(StudySpec spec, YamlPlace place)
    {
        foreach (var leaf in place.Leaves().Select(l => l.Place))
        {
            var path = leaf.Path;
            var setting = pipeline.Settings.FirstOrDefault(s => s.Key == path);
            if (setting is not null)
                spec = spec with { Settings = spec.Settings.With(path, ReadValue(leaf, setting.Allowed)) };
            else if (!(leaf.IsMapping && IsSection(path)))
                throw leaf.Unknown(leaf.IsMapping ? [.. OwnKeys, .. Sections] : Known);
        }

        return spec;
    }

    private string[] Known => [.. OwnKeys, .. pipeline.Settings.Select(s => s.Key)];

    private IEnumerable<string> Sections =>
        pipeline
            .Settings.Select(s => s.Key[..s.Key.IndexOf('.', StringComparison.Ordinal)])
            .Distinct(StringComparer.Ordinal);

    // Whether there are settings below, so that an empty mapping may stand there.
    private bool IsSection(string path) =>
        pipeline.Settings.Any(s => s.Key.StartsWith($"{path}.", StringComparison.Ordinal));

    internal static Value ReadValue(YamlPlace place, Parameter allowed)
    {
        var text = place.Scalar();
        var value = allowed switch
        {
            Parameter.Real => Text.Size(text) is { } real ? Value.Of(real) : null,
            Parameter.Integer => Text.Size(text) is { } whole && whole == Math.Floor(whole)
                ? Value.Of((long)whole)
                : null,
            _ => (Value?)Value.Of(text),
        };
        return value is { } v && allowed.Contains(v) ? v : throw place.Wrong(allowed.Range);
    }

    private static string ReadName(YamlPlace place) =>
        StudySpec.IsName(place.Scalar()) ? place.Scalar() : throw place.Wrong(StudySpec.NameForm);

    private static AttemptLimits ReadAttempts(YamlPlace place)
    {
        var limits = new AttemptLimits();
        foreach (var (key, child) in place.Children())
            limits = key switch
            {
                "tries" => limits with { Tries = child.Read("a whole number above 0", Positive) },
                "time" => limits with { Time = BudgetFile.Duration(child) },
                "memory" => limits with
                {
                    MemoryBytes = (long)child.Read<double>("a size (800MB, 4GiB)", Size),
                },
                _ => throw child.Unknown(["attempts.tries", "attempts.time", "attempts.memory"]),
            };
        return limits;
    }

    private StudySpec ReadScheduler(StudySpec spec, YamlPlace place)
    {
        var scheduler = TechniqueFile.Read(place, techniques.Schedulers);
        return spec with
        {
            Scheduler = scheduler,
            Rungs = techniques.Schedulers.Create(scheduler, "scheduler").Rungs,
        };
    }

    private static int? ReadLag(YamlPlace place) =>
        place.Scalar() == "none" ? null : place.Read("a whole number above 0, or 'none'", Positive);

    private static int ReadBaselines(YamlPlace place) =>
        place.Scalar() switch
        {
            "on" => StudySpec.UsualBaselines,
            "off" or "0" => 0,
            _ => place.Read("on, off, or how many models of the front to compare", Positive),
        };

    private static ulong? Natural(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    private static Labels ReadLabels(YamlPlace place)
    {
        try
        {
            _ = place.Children();
            return Labels.Of(
                // A label's own name may have dots.
                place
                    .Leaves()
                    .Where(l => l.Path.Length > 0)
                    .Select(l => KeyValuePair.Create(l.Path, l.Place.Scalar()))
            );
        }
        catch (UserErrorException e) when (!e.Message.StartsWith(place.File, StringComparison.Ordinal))
        {
            throw place.Error(e.Message);
        }
    }

    private static double? Size(string text) => Text.Size(text) is >= 1 and < 1e18 and var size ? size : null;

    private static int? Priority(string text) => Positive(text) is { } n and <= 1000 ? n : null;

    internal static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
}
