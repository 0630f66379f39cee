using System.Collections.Frozen;
using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Stages;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>What a study file may set, with defaults that suit small images.</summary>
public sealed class PipelineSettings
{
    private const string TeacherFamily = "teacher.family";
    internal const string TeacherEpochs = "teacher.epochs";
    private const string Loss = "distillation.loss";
    private const string Smoothing = "training.label-smoothing";

    private readonly StageTechniques _techniques;
    private readonly FrozenDictionary<string, Setting> _byKey;
    private readonly Configuration _defaults;

    /// <summary>The settings that techniques and steps make possible.</summary>
    public PipelineSettings(RecipeTechniques all, IEnumerable<IRecipeStep> steps)
    {
        ArgumentNullException.ThrowIfNull(all);
        var techniques = _techniques = all.Stages;
        All =
        [
            .. techniques.Data.Settings,
            .. Teacher(techniques),
            .. TrainingSettings.Of(techniques),
            .. FineTuning(),
            .. TechniqueSettings.Of(
                techniques.Losses,
                Loss,
                "soft-target",
                "By what assistants, and students that were not distilled before, learn from a teacher."
            ),
            .. steps.SelectMany(s => s.Settings(all)),
        ];
        _byKey = All.ToFrozenDictionary(s => s.Key, StringComparer.Ordinal);
        _defaults = Configuration.From(All.Select(s => KeyValuePair.Create(s.Key, s.Default)));
    }

    /// <summary>All of them.</summary>
    public ImmutableArray<Setting> All { get; }

    /// <summary>A study's settings, the defaults filled in.</summary>
    /// <exception cref="UserErrorException">A setting is unknown or impossible.</exception>
    public Configuration Complete(Configuration given)
    {
        var complete = _defaults.With(
            Configuration.From(given.Select(g => KeyValuePair.Create(g.Key, Checked(g.Key, g.Value))))
        );
        if (complete.Text(GivenTeacher.Setting).Length > 0)
        {
            if (
                given.Paths.FirstOrDefault(p => p.StartsWith(TeacherFamily, StringComparison.Ordinal)) is
                { } idle
            )
                throw new UserErrorException(
                    $"'{idle}' has no effect: the teacher is the network of '{GivenTeacher.Setting}'."
                );
            var hasNewHead = complete.Text(GivenTeacher.Head) == GivenTeacher.Replaced;
            if (!given.Has(TeacherEpochs) && !hasNewHead)
                complete = complete.With(TeacherEpochs, Value.Of(0));
            if (hasNewHead && complete.Integer(TeacherEpochs) == 0)
                throw new UserErrorException(
                    $"'{TeacherEpochs}' is 0, but '{GivenTeacher.Head}' is '{GivenTeacher.Replaced}': a new last layer has to be trained."
                );
        }
        else if (AboutGivenTeacher(given) is { } vain)
            throw new UserErrorException(
                $"'{vain}' is about a teacher that is given; '{GivenTeacher.Setting}' names none."
            );
        else if (complete.Integer(TeacherEpochs) == 0)
            throw new UserErrorException(
                $"'{TeacherEpochs}' is 0: only a teacher that is given ('{GivenTeacher.Setting}') need not be trained."
            );
        var task = _techniques.Data.Task(complete.Slice("data"));
        if (task.NoSmoothing is { } reason && complete.Real(Smoothing) > 0)
            throw new UserErrorException($"'{Smoothing}' is {complete[Smoothing]}, but {reason}.");
        var losses = _techniques.Losses.For(task.Answers);
        if (losses.Has(complete.Text(Loss)))
            return complete;
        var suited = string.Join(", ", losses.All.Select(t => t.Key));
        return given.Has(Loss)
            ? throw new UserErrorException(
                $"'{Loss}' is '{given.Text(Loss)}', which compares {_techniques.Losses[given.Text(Loss)].Answers}; networks of this task answer {task.Answers}: {suited}."
            )
            : complete.With(Loss, Value.Of(losses.All.First().Key));
    }

    private static string? AboutGivenTeacher(Configuration given)
    {
        string[] keys = [GivenTeacher.Head, GivenTeacher.Licence.Key];
        var normalisation = NormalisationChoice.Setting.Key;
        return keys.FirstOrDefault(given.Has)
            ?? (given.Text(normalisation, "") == NormalisationChoice.Model ? normalisation : null);
    }

    private static IEnumerable<Setting> Teacher(StageTechniques techniques) =>
        [
            .. TechniqueSettings.Of(
                techniques.Families,
                TeacherFamily,
                "plain-cnn",
                "The teacher's family; each has its own settings below its name."
            ),
            new(
                GivenTeacher.Setting,
                Value.Of(""),
                new Parameter.Text("file", IsPath: true),
                "A network that is the teacher: ONNX, TorchScript, or a model of an earlier run; none for one of the family."
            ),
            GivenTeacher.Licence,
            new(
                GivenTeacher.Head,
                Value.Of("keep"),
                new Parameter.Choice("head", "keep", GivenTeacher.Replaced),
                "Whether the given teacher's last layer is kept, or made anew for the data's classes and trained with the rest."
            ),
            new(
                TeacherEpochs,
                Value.Of(15),
                new Parameter.Integer("epochs", 0, 100_000),
                "Epochs the teacher is trained for; a given one is left as it is where nothing is said."
            ),
        ];

    private static IEnumerable<Setting> FineTuning() =>
        [
            new("fine-tune.epochs", Value.Of(8), Epochs, "Epochs a network is trained for after pruning."),
            new(
                "fine-tune.learning-rate",
                Value.Of(0.02),
                new Parameter.Real("learning-rate", 1e-6, 10, Logarithmic: true),
                "Highest learning rate after pruning."
            ),
        ];

    private static Parameter.Integer Epochs { get; } = new("epochs", 1, 100_000, Logarithmic: true);

    private Value Checked(string key, Value value)
    {
        if (!_byKey.TryGetValue(key, out var setting))
            throw new UserErrorException(
                $"no setting is called '{key}'.{Spelling.Hint(key, _byKey.Keys)} "
                    + Spelling.Known(key, _byKey.Keys)
            );
        return setting.Allowed.Contains(value)
            ? Typed.As(setting.Allowed, value)
            : throw new UserErrorException($"'{key}' is {value}; it may be {setting.Allowed.Range}.");
    }
}
