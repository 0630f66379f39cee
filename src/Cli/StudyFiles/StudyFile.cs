using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

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
        if (!File.Exists(path))
            throw new UserErrorException($"no study file '{path}'.");
        return Parse(Path.GetFileName(path), File.ReadAllText(path)) is var spec && spec.Name.Length > 0
            ? spec
            : spec with
            {
                Name = NameOf(path),
            };
    }

    /// <summary>Reads a file's text; the name is empty where the text gives none.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">The text.</param>
    public StudySpec Parse(string file, string text)
    {
        var spec = new StudySpec { Name = "", WarmStart = default };
        var root = YamlPlace.Parse(file, text);
        foreach (var (key, place) in root.Children())
            spec = OwnKeys.Contains(key) ? ReadOwn(spec, key, place) : ReadSettings(spec, place);
        return BudgetFile.Check(spec, root);
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

    private StudySpec ReadOwn(StudySpec spec, string key, YamlPlace place) =>
        key switch
        {
            "name" => spec with { Name = ReadName(place) },
            "seed" => spec with { Seed = place.Read("a whole number from 0", Natural) },
            "objectives" => spec with { Objectives = ReadObjectives(place) },
            "limits" => spec with { Limits = [.. place.Children().Select(c => ReadLimit(c.Key, c.Place))] },
            "budget" => spec with { Budget = BudgetFile.Read(place) },
            "sampler" => spec with { Sampler = ReadTechnique(place, techniques.Samplers) },
            "scheduler" => ReadScheduler(spec, place),
            "lag" => spec with { Lag = ReadLag(place) },
            "in-flight" => spec with { InFlight = place.Read("a whole number above 0", Positive) },
            "attempts" => spec with { Attempts = ReadAttempts(place) },
            "priority" => spec with { Priority = place.Read("a whole number from 1 to 1000", Priority) },
            "requires" => spec with { Requires = ReadLabels(place) },
            "baselines" => spec with { Baselines = ReadBaselines(place) },
            "space" => spec with
            {
                Restrictions = Restrictions(place).ToImmutableSortedDictionary(StringComparer.Ordinal),
            },
            _ => spec with { WarmStart = [.. place.Items().Select(ReadConfiguration)] },
        };

    private StudySpec ReadSettings(StudySpec spec, YamlPlace place)
    {
        foreach (var (path, leaf) in Leaves(place))
        {
            var setting =
                pipeline.Settings.FirstOrDefault(s => string.Equals(s.Key, path, StringComparison.Ordinal))
                ?? throw leaf.Unknown([.. OwnKeys, .. pipeline.Settings.Select(s => s.Key)]);
            spec = spec with { Settings = spec.Settings.With(path, ReadValue(leaf, setting.Allowed)) };
        }

        return spec;
    }

    private static Value ReadValue(YamlPlace place, Parameter allowed)
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

    private static ImmutableArray<Objective> ReadObjectives(YamlPlace place)
    {
        var objectives = place.Items().Select(ReadObjective).ToImmutableArray();
        return objectives.Length >= 2 && objectives.Distinct().Count() == objectives.Length
            ? objectives
            : throw place.Error("'objectives' needs two or more different ones.");
    }

    private static Objective ReadObjective(YamlPlace place) => Named(place, place.Scalar());

    private static Objective Named(YamlPlace place, string key) =>
        Objective.All.FirstOrDefault(o => o.Key == key)
        ?? throw place.Error(
            $"no objective is called '{key}'.{Spelling.Hint(key, Objective.All.Select(o => o.Key))} "
                + $"Known: {string.Join(", ", Objective.All.Select(o => o.Key))}."
        );

    internal static Limit ReadLimit(string key, YamlPlace place) =>
        new(
            Named(place, key).Key,
            place.Read("a number, with a unit if wanted (50k, 48KiB, 97%)", Text.Size)
        );

    private static AttemptLimits ReadAttempts(YamlPlace place)
    {
        var limits = new AttemptLimits();
        foreach (var (key, child) in place.Children())
            limits = key switch
            {
                "tries" => limits with { Tries = child.Read("a whole number above 0", Positive) },
                "time" => limits with { Time = child.Read("a duration (90s, 5m, 1.5h)", Text.Time) },
                "memory" => limits with { MemoryBytes = (long)child.Read("a size (800MB, 4GiB)", Text.Size) },
                _ => throw child.Unknown(["attempts.tries", "attempts.time", "attempts.memory"]),
            };
        return limits;
    }

    private StudySpec ReadScheduler(StudySpec spec, YamlPlace place)
    {
        var scheduler = ReadTechnique(place, techniques.Schedulers);
        return spec with
        {
            Scheduler = scheduler,
            Rungs = techniques.Schedulers.Create(scheduler, "scheduler").Rungs,
        };
    }

    // The key at the role's name, the parameters below "role.KEY.".
    private static Configuration ReadTechnique<TRole>(YamlPlace place, Catalog<TRole> catalog)
    {
        var children = place.IsMapping ? place.Children().ToArray() : [("name", place)];
        var (_, named) = children.FirstOrDefault(c => c.Item1 == "name");
        if (named is null)
            throw place.Error($"'{catalog.Role}' needs a 'name'.");
        var key = named.Scalar();
        if (!catalog.Has(key))
            throw named.Error(
                $"no {catalog.Role} is called '{key}'.{Spelling.Hint(key, catalog.All.Select(s => s.Key))} "
                    + $"Known: {string.Join(", ", catalog.All.Select(s => s.Key))}."
            );
        var parameters = catalog[key].Parameters;
        var chosen = Configuration.Of((catalog.Role, Value.Of(key)));
        foreach (var (name, child) in children.Where(c => c.Item1 != "name"))
        {
            var parameter =
                parameters.FirstOrDefault(p => p.Name == name)
                ?? throw child.Unknown([
                    $"{catalog.Role}.name",
                    .. parameters.Select(p => $"{catalog.Role}.{p.Name}"),
                ]);
            chosen = chosen.With($"{catalog.Role}.{key}.{name}", ReadValue(child, parameter));
        }

        return chosen;
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

    private static IEnumerable<KeyValuePair<string, Restriction>> Restrictions(YamlPlace place)
    {
        foreach (var (key, child) in place.Children())
        {
            var isRange = child.IsMapping && child.Children().All(c => c.Key is "from" or "to");
            if (child.IsMapping && !isRange)
                foreach (var (path, restriction) in Restrictions(child))
                    yield return KeyValuePair.Create($"{key}.{path}", restriction);
            else
                yield return KeyValuePair.Create(key, isRange ? ReadRange(child) : ReadList(child));
        }
    }

    private static Restriction ReadRange(YamlPlace place)
    {
        var bounds = place
            .Children()
            .ToDictionary(c => c.Key, c => c.Place.Read("a number", Text.Size), StringComparer.Ordinal);
        return bounds.Count == 2 && bounds["from"] <= bounds["to"]
            ? new Restriction.Between(bounds["from"], bounds["to"])
            : throw place.Error($"'{place.Path}' needs 'from' and 'to', the smaller first.");
    }

    private static Restriction.OneOf ReadList(YamlPlace place)
    {
        var values = place.Items().Select(i => Value.Parse(i.Scalar())).ToImmutableArray();
        return values.Length > 0
            ? new(values)
            : throw place.Error($"'{place.Path}' leaves nothing to choose from.");
    }

    private static Configuration ReadConfiguration(YamlPlace place) =>
        Configuration.From(
            Leaves(place).Select(l => KeyValuePair.Create(l.Path, Value.Parse(l.Place.Scalar())))
        );

    // Scalars below a place; paths of list items (warm-start[0]) begin anew.
    private static IEnumerable<(string Path, YamlPlace Place)> Leaves(YamlPlace place) =>
        place.IsMapping
            ? place.Children().SelectMany(c => Leaves(c.Place))
            :
            [
                (
                    place.Path[
                        (
                            place.Path.LastIndexOf("].", StringComparison.Ordinal) is >= 0 and var i
                                ? i + 2
                                : 0
                        )..
                    ],
                    place
                ),
            ];

    private static ulong? Natural(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    private static Labels ReadLabels(YamlPlace place)
    {
        try
        {
            return Labels.Of(place.Children().Select(c => KeyValuePair.Create(c.Key, c.Place.Scalar())));
        }
        catch (UserErrorException e) when (!e.Message.StartsWith(place.File, StringComparison.Ordinal))
        {
            throw place.Error(e.Message);
        }
    }

    private static int? Priority(string text) => Positive(text) is { } n and <= 1000 ? n : null;

    internal static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
}
