using System.Collections.Immutable;
using Slimfront.Search.Samplers;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>The fields of a study: all that a study file says but the settings of data, teacher, training and pipeline.</summary>
public static class StudyFields
{
    /// <summary>What tells one run of a request from another.</summary>
    public static ImmutableArray<StudyField> Identity { get; } =
    [
        new StudyField<string>(
            "name",
            Scalars.Name,
            "What the study, and the folder of its run, is called.",
            s => s.Name,
            (s, v) => s with { Name = v }
        )
        {
            Silence = "the file's name",
            Example = "digits-small",
        },
        new StudyField<ulong>(
            "seed",
            Scalars.Seed,
            "The root of all randomness.",
            s => s.Seed,
            (s, v) => s with { Seed = v }
        )
        {
            Example = "7",
        },
    ];

    /// <summary>The request itself, in the order in which a file is written.</summary>
    public static ImmutableArray<StudyField> Request { get; } =
    [
        .. Judging,
        .. BudgetFields.All,
        .. Searching,
        .. Sharing,
        .. AttemptFields.All,
        .. Space,
        .. Afterwards,
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<StudyField> All { get; } = [.. Identity, .. Request];

    /// <summary>What a study file may hold beside settings: fields that stand by themselves, and sections of others.</summary>
    public static ImmutableArray<string> Keys { get; } =
    [.. All.Select(f => f.Section.Length > 0 ? f.Section : f.Name).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<StudyField> Judging =>
        [
            new StudyField<ImmutableArray<Objectives.Objective>>(
                "objectives",
                new ObjectivesKind(),
                "What models are judged by: measures of the data's task, `parameters`, `bytes`, `macs`, `latency`, and other measures of models (see below).",
                s => s.Objectives,
                (s, v) => s with { Objectives = v }
            )
            {
                Silence = "`[accuracy, bytes]`; of a regression `[mae, bytes]`",
                Example = "[accuracy, macs]",
            },
            new StudyField<ImmutableArray<Objectives.Limit>>(
                "limits",
                new LimitsKind(isOneLine: false),
                "Worst acceptable values, of objectives or of anything else that is measured.",
                s => s.Limits,
                (s, v) => s with { Limits = v }
            )
            {
                Example = "{ bytes: 50k, accuracy: 90% }",
            },
        ];

    private static IEnumerable<StudyField> Searching =>
        [
            new StudyField<Spaces.Configuration>(
                "sampler",
                new TechniqueKind<ISampler>("sampler", t => t.Samplers),
                "What chooses configurations.",
                s => s.Sampler,
                (s, v) => s with { Sampler = v }
            )
            {
                Example = "{ name: grid, points: 3 }",
            },
            new StudyField<(Spaces.Configuration, ImmutableArray<double>)>(
                "scheduler",
                new SchedulerKind(),
                "How far each configuration is trained.",
                s => (s.Scheduler, s.Rungs),
                (s, v) => s with { Scheduler = v.Item1, Rungs = v.Item2 }
            )
            {
                Example = "{ name: asha, eta: 3, rungs: 3 }",
            },
            new StudyField<int?>(
                "lag",
                Scalars.Count.Or("none"),
                "Trial *n* is suggested from the results of trials up to *n* − lag, so at most `lag` trials are in flight. "
                    + "`none`: from everything known, which depends on who finishes first.",
                s => s.Lag,
                (s, v) => s with { Lag = v }
            )
            {
                Example = "none",
            },
            new StudyField<int>(
                "in-flight",
                Scalars.Count,
                "Trials in flight when `lag` is `none`.",
                s => s.InFlight,
                (s, v) => s with { InFlight = v }
            )
            {
                Example = "4",
                IsTold = s => s.Lag is null,
            },
        ];

    private static IEnumerable<StudyField> Sharing =>
        [
            new StudyField<int>(
                "priority",
                Scalars.UpTo(1000),
                "Share of a cluster that other studies want too: a study of priority 2 gets twice the slots of one of priority 1. "
                    + "Never changes a result.",
                s => s.Priority,
                (s, v) => s with { Priority = v }
            )
            {
                Example = "2",
                IsTold = s => s.Priority != 1,
            },
            new StudyField<Labels>(
                "requires",
                new LabelsKind(),
                "Labels that a slot's node must have, in a cluster: `{ gpu: a100 }` for nodes started with `--label gpu=a100`.",
                s => s.Requires,
                (s, v) => s with { Requires = v }
            )
            {
                Example = "{ gpu: a100 }",
            },
            new StudyField<int>(
                "baselines",
                Scalars.OnOrOff(StudySpec.UsualBaselines, "models of the front to compare"),
                "When the budget is used up, so many models of the front, at most, are compared with simpler recipes.",
                s => s.Baselines,
                (s, v) => s with { Baselines = v }
            )
            {
                Silence = $"`on`, which is {StudySpec.UsualBaselines}",
                Example = "off",
            },
        ];

    private static IEnumerable<StudyField> Space =>
        [
            new StudyField<ImmutableSortedDictionary<string, Restriction>>(
                "space",
                new RestrictionsKind(),
                "Narrowings of the search space.",
                s => s.Restrictions,
                (s, v) => s with { Restrictions = v }
            )
            {
                Silence = "everything",
                Example = "{ student: plain-cnn, student.plain-cnn.width: { from: 0.1, to: 0.5 } }",
            },
            new StudyField<ImmutableArray<Spaces.Configuration>>(
                "warm-start",
                new ConfigurationsKind(),
                "Configurations to try first; what they leave out is drawn. Without the key: students of the teacher's family in "
                    + "three sizes trained on labels, then one distilled, one pruned too, one of 4 bits, as far as the space has "
                    + "them, at most an eighth of the trials. `[]`: none.",
                s => s.WarmStart,
                (s, v) => s with { WarmStart = v }
            )
            {
                Silence = "a usual list",
                Example = "[{ student: plain-cnn, student.plain-cnn.width: 0.3 }]",
            },
        ];

    private static IEnumerable<StudyField> Afterwards =>
        [
            new StudyField<ImmutableArray<string>>(
                "export",
                new FormsKind(),
                "The forms (see below) in which each model of the front is exported when the study is over, as by "
                    + "`slimfront export RUN --all --as FORMS`. May be added later: `resume` reads it anew.",
                s => s.Exports,
                (s, v) => s with { Exports = v }
            )
            {
                Example = "[fp32, int8]",
                IsAfterwards = true,
            },
        ];

    /// <summary>A study with what a file says at one of <see cref="Keys"/>.</summary>
    /// <exception cref="UserErrorException">A value is impossible, or a key below is unknown.</exception>
    public static StudySpec Read(StudySpec spec, YamlPlace place, FieldContext context)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (Find(place) is { } alone)
            return alone.Read(spec, place, context);
        foreach (var (_, child) in place.Children())
        {
            var field = Find(child) ?? throw child.Unknown([.. Below(place.Path)]);
            spec = field.Read(spec, child, context);
        }

        return spec;
    }

    private static StudyField? Find(YamlPlace place) => All.FirstOrDefault(f => f.Key == place.Path);

    private static IEnumerable<string> Below(string section) =>
        All.Where(f => f.Section == section).Select(f => f.Key);
}
