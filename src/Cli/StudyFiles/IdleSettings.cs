using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Finds settings that a narrowed space leaves without an effect: "fine-tune.epochs" where nothing is pruned.</summary>
/// <remarks>
/// The recipes themselves are asked: a setting is idle if the stages stay the same when it is changed, whatever is chosen in
/// the space. Every option of every choice is planned, with the rest drawn, so what is said holds for what was planned, and a
/// file is not refused for it: whoever narrows a space for an experiment need not remove the settings of the rest.
/// </remarks>
public static class IdleSettings
{
    private const int DrawsOfEach = 3;

    /// <summary>The keys of idle settings among those that a study sets; data aside.</summary>
    /// <param name="spec">The study, resolved.</param>
    /// <param name="pipeline">Plans recipes.</param>
    public static ImmutableArray<string> Find(StudySpec spec, IPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(pipeline);
        // Planned when it comes to be compared, and once: most settings differ in one of the first.
        var samples = new Lazy<(Configuration Configuration, Lazy<string> Stages)[]>(() =>
            [
                .. Samples(pipeline.Space(spec))
                    .Select(c => (c, new Lazy<string>(() => Stages(pipeline.Plan(spec, c))))),
            ]
        );
        return
        [
            .. pipeline
                .Settings.Where(s =>
                    spec.Settings.Has(s.Key) && !s.Key.StartsWith("data.", StringComparison.Ordinal)
                )
                .Where(s => IsIdle(s, spec, pipeline, samples))
                .Select(s => s.Key),
        ];
    }

    private static bool IsIdle(
        Setting setting,
        StudySpec spec,
        IPipeline pipeline,
        Lazy<(Configuration Configuration, Lazy<string> Stages)[]> samples
    )
    {
        if (Other(setting.Allowed, spec.Settings[setting.Key]) is not { } other)
            return false;
        var changed = spec with { Settings = spec.Settings.With(setting.Key, other) };
        try
        {
            return pipeline.Teacher(changed)?.Model == pipeline.Teacher(spec)?.Model
                && Array.TrueForAll(
                    samples.Value,
                    s => Stages(pipeline.Plan(changed, s.Configuration)) == s.Stages.Value
                );
        }
        catch (UserErrorException)
        {
            // What the other value would make impossible depends on it: a teacher's family that does not fit the data.
            return false;
        }
    }

    // Of a text, such as a file, there is none that could be tried.
    private static Value? Other(Parameter allowed, Value value) =>
        ((double[])(allowed is Parameter.Text ? [] : [0, 0.25, 0.5, 0.75, 1]))
            .Select(u => (Value?)allowed.FromUnit(u))
            .FirstOrDefault(v => v!.Value.ToString() != value.ToString());

    private static string Stages(Plan plan) =>
        plan is Plan.Accepted { Recipe: var recipe }
            ? string.Concat(recipe.Stages.Select(s => s.Key.Hex))
            : "";

    // Configurations in which each parameter comes to exist, and each option is chosen.
    private static IEnumerable<Configuration> Samples(Space space)
    {
        var number = 0;
        foreach (var node in space.Nodes)
        foreach (var option in node.Parameter is Parameter.Choice c ? c.Options.Select(o => o.Key) : [""])
            for (var draw = 0; draw < DrawsOfEach; draw++)
            {
                var random = Seed.For(1, "idle", number++);
                var forced = Above(space, node);
                if (option.Length > 0)
                    forced = forced.Add(node.Path, option);
                yield return space.Complete(n =>
                    forced.TryGetValue(n.Path, out var key)
                        ? Value.Of(key)
                        : n.Parameter.FromUnit(random.NextDouble())
                );
            }
    }

    private static ImmutableDictionary<string, string> Above(Space space, SpaceNode node)
    {
        var forced = ImmutableDictionary<string, string>.Empty;
        for (var here = node; here is { Parent: { } parent, Option: { } option }; here = space.Find(parent)!)
            forced = forced.SetItem(parent, option);
        return forced;
    }
}
