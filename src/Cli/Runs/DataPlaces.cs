using System.Collections.Immutable;
using Slimfront.Cli.Composing;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Finds the data of a run again, before anything of the run is touched.</summary>
/// <remarks>
/// Looked for at the place that the study names, then where they lie if they were moved together with the run's folder, then
/// where the user says. What counts is the fingerprint: only the data that the run began with are taken.
/// </remarks>
/// <param name="sources">The data sets.</param>
public sealed class DataPlaces(DataSources sources)
{
    /// <summary>The places of the data.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="told">A file or folder to look in last; null for none.</param>
    /// <param name="command">The command that wants them, for the message.</param>
    /// <returns>The paths that are elsewhere than the study says: from there to here.</returns>
    /// <exception cref="UserErrorException">They are nowhere, or other data lie there.</exception>
    public ImmutableDictionary<string, string> Find(
        StudySpec spec,
        RunDirectory run,
        string? told,
        string command = "resume"
    )
    {
        var settings = spec.Settings.Slice("data");
        string[] recorded = [.. Paths(settings)];
        var troubles = new List<string>();
        foreach (var places in Candidates(recorded, run, told).Distinct(Same.Instance))
        {
            var pairs = recorded.Zip(places, (From, To) => (From, To)).ToArray();
            var moved = pairs
                .Where(p => p.From != p.To)
                .ToImmutableDictionary(p => p.From, p => p.To, StringComparer.Ordinal);
            if (Trouble(spec, MovedData.At(settings, moved), places) is not { } trouble)
                return moved;
            troubles.Add(trouble);
        }

        throw new UserErrorException(
            $"the data of this run are not there: {string.Join("; ", troubles)}. Put them back, or say where they are: "
                + $"slimfront {command} {run.Path} --data FOLDER. Nothing of the run was changed."
        );
    }

    // The paths that the chosen source was given, and that of the classes' names.
    private IEnumerable<string> Paths(Configuration settings)
    {
        var set = settings.Text("set", Digits.Technique.Key);
        return sources.Catalog.Has(set)
            ? sources
                .Catalog[set]
                .Parameters.OfType<Parameter.Text>()
                .Where(p => p.IsPath)
                .Select(p => settings.Text($"{set}.{p.Name}", ""))
                .Append(settings.Text(ClassNames.Name, ""))
                .Where(p => p.Length > 0)
                .Distinct(StringComparer.Ordinal)
            : [];
    }

    // Null where the data that the run began with are there.
    private string? Trouble(StudySpec spec, Configuration settings, string[] places)
    {
        if (places.FirstOrDefault(p => !Path.Exists(p)) is { } missing)
            return $"'{missing}' does not exist";
        try
        {
            var found = sources.Describe(settings).Fingerprint;
            var where = string.Join("', '", places.DefaultIfEmpty(spec.Data!.Name));
            return found == spec.Data!.Fingerprint
                ? null
                : $"'{where}' has changed since the run began (fingerprint {found[..12]}…, not {spec.Data.Fingerprint[..12]}…)";
        }
        catch (UserErrorException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static IEnumerable<string[]> Candidates(string[] recorded, RunDirectory run, string? told)
    {
        yield return [.. recorded.Select(Path.GetFullPath)];
        if (recorded.Length == 0)
            yield break;
        // Runs of earlier versions recorded relative paths, and not where they began: usually two folders up.
        var began = RunOrigin.Read(run)?.Folder ?? Path.GetFullPath(Path.Combine("runs", "_"));
        yield return
        [
            .. recorded.Select(r =>
                Path.GetFullPath(Path.GetRelativePath(began, Path.GetFullPath(r)), run.Path)
            ),
        ];
        yield return
        [
            .. recorded.Select(r => Path.GetFullPath(Path.GetFileName(r.TrimEnd('/', '\\')), run.Path)),
        ];
        if (told is null)
            yield break;
        // As much of the recorded path as there is below the folder; else the thing itself.
        foreach (var depth in Enumerable.Range(1, recorded.Max(r => Parts(r).Length)).Reverse())
            if (Below(recorded, told, depth) is var inside && inside.All(Path.Exists))
                yield return inside;
        var isFolderOfFiles = Directory.Exists(told) && recorded.Any(Path.HasExtension);
        yield return recorded.Length > 1 || isFolderOfFiles
            ? Below(recorded, told, depth: 1)
            : [Path.GetFullPath(told)];
    }

    private static string[] Below(string[] recorded, string folder, int depth) =>
        [
            .. recorded.Select(r =>
                Path.GetFullPath(Path.Combine([.. Parts(r).TakeLast(depth)]), Path.GetFullPath(folder))
            ),
        ];

    private static string[] Parts(string path) =>
        path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);

    private sealed class Same : IEqualityComparer<string[]>
    {
        public static Same Instance { get; } = new();

        public bool Equals(string[]? one, string[]? other) =>
            one is not null && other is not null && one.SequenceEqual(other, StringComparer.Ordinal);

        public int GetHashCode(string[] places) =>
            string.Join('\n', places).GetHashCode(StringComparison.Ordinal);
    }
}
