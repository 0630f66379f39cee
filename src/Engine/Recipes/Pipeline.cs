using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Recipes;

/// <summary>The compression pipelines that the engine's techniques make possible.</summary>
/// <remarks>
/// Pure and quick: no device, no libtorch, no file but the data set's in <see cref="Resolve"/>. What depends on the
/// study alone is worked out once per spec.
/// </remarks>
public sealed class Pipeline : IPipeline
{
    private readonly RecipeTechniques _techniques;
    private readonly ImmutableArray<IRecipeStep> _steps;
    private readonly PipelineSettings _settings;
    private readonly ConditionalWeakTable<StudySpec, Study> _studies = [];

    /// <summary>A pipeline of the given techniques.</summary>
    /// <param name="techniques">What recipes are made of.</param>
    public Pipeline(RecipeTechniques techniques)
    {
        ArgumentNullException.ThrowIfNull(techniques);
        _techniques = techniques;
        _steps =
        [
            .. techniques.Steps.All.Select(s => s.Create(Configuration.Empty)).OrderBy(s => s.Position),
        ];
        _settings = new(techniques, _steps);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Setting> Settings => _settings.All;

    /// <summary>A pipeline of the techniques of the engine and of plug-ins.</summary>
    public static Pipeline Of(params IEnumerable<Assembly> plugIns) => new(RecipeTechniques.Of(plugIns));

    /// <inheritdoc/>
    public ImmutableArray<Objective> Measures(Configuration settings) =>
        [
            .. _techniques.Stages.Data.MeasuresOf(_techniques.Stages.Data.Task(settings.Slice("data"))),
            .. _techniques.Stages.ModelObjectives,
        ];

    /// <inheritdoc/>
    public StudySpec Resolve(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var settings = _settings.Complete(spec.Settings);
        var sources = _techniques.Stages.Data;
        var teacher =
            settings.Text(GivenTeacher.Setting).Length == 0
                ? null
                : GivenTeacher.Load(_techniques, settings, spec.Seed);
        var info = sources.Describe(teacher?.Data ?? sources.Load(spec.Settings.Slice("data")));
        info = info with
        {
            Measures = [.. info.Measures, .. OfModels(spec)],
            Warnings = [.. info.Warnings, .. teacher?.Warnings ?? []],
            OutputNames = teacher is { Outputs.IsEmpty: false } ? teacher.Outputs : info.OutputNames,
        };
        if (teacher is { Warnings.IsEmpty: false })
            CheckCounted(spec);
        AugmentationCheck.Check(settings, info);
        if (teacher?.Normalisation is { } normalisation)
            spec = spec with
            {
                Settings = spec.Settings.With(NormalisationChoice.Setting.Key, Value.Of(normalisation)),
            };
        return spec with { Data = info, Teacher = teacher?.Describe(spec.Seed) };
    }

    /// <inheritdoc/>
    public void WriteTeacher(StudySpec spec, string file)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModelFile.Write(
            file,
            GivenTeacher.Load(_techniques, _settings.Complete(spec.Settings), spec.Seed).Model
        );
    }

    /// <inheritdoc/>
    public Space Space(StudySpec spec) => Of(spec).Space;

    /// <inheritdoc/>
    public ImmutableArray<Configuration> UsualStart(StudySpec spec)
    {
        var (context, space, _) = Of(spec);
        var family = context.Settings.Text("teacher.family");
        return Recipes.UsualStart.Of(space, family, spec.Budget.Trials, context.IsOfProbabilities);
    }

    /// <inheritdoc/>
    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var study = Of(spec);
        return Plan(study.Context, study.Space, configuration);
    }

    /// <inheritdoc/>
    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration)
    {
        var (context, _, whole) = Of(spec);
        return
        [
            .. _steps
                .SelectMany(s => s.Simpler(configuration))
                .GroupBy(s => s.Kind, StringComparer.Ordinal)
                .Select(g =>
                    Simpler(context, whole, g.Key, g.Aggregate(configuration, (c, s) => s.Apply(c)))
                ),
        ];
    }

    private static void CheckCounted(StudySpec spec)
    {
        if (
            spec.Asked.FirstOrDefault(k => k == Objective.Parameters.Key || k == Objective.Macs.Key) is
            { } uncounted
        )
            throw new UserErrorException(
                $"'{uncounted}' of the teacher is not known, since its file becomes no graph; leave it out of 'objectives' and 'limits'."
            );
    }

    // Those that the study asks for: reports find them beside the measures of answers.
    private IEnumerable<Objective> OfModels(StudySpec spec) =>
        _techniques.Stages.ModelObjectives.IntersectBy(spec.Asked, o => o.Key, StringComparer.Ordinal);

    private Baseline Simpler(RecipeContext context, Space whole, string kind, Configuration changed)
    {
        var simpler = whole.Complete(n => changed.Find(n.Path) ?? n.Parameter.FromUnit(0.5));
        return new(kind, simpler, Plan(context, whole, simpler));
    }

    private Plan Plan(RecipeContext context, Space space, Configuration configuration)
    {
        if (space.Check(configuration).FirstOrDefault() is { } problem)
            return new Plan.Refused(problem);
        try
        {
            var choices = space.Complete(n => Typed.As(n.Parameter, configuration[n.Path]));
            var draft = new RecipeDraft(context.Lesson, context.Training);
            foreach (var step in _steps)
                draft = step.Prepare(draft, choices, context);
            foreach (var step in _steps)
            {
                var isUntrained = draft.Model is null;
                draft = step.Append(draft, choices, context);
                if (isUntrained)
                    draft = draft.CutAtRungs(context);
            }
            return new Plan.Accepted(Finish(draft, context));
        }
        catch (GraphException refusal)
        {
            return new Plan.Refused(refusal.Message);
        }
    }

    /// <inheritdoc/>
    public Recipe? Teacher(StudySpec spec)
    {
        var context = Of(spec).Context;
        var teacher = context.Teacher;
        var draft = new RecipeDraft(context.Lesson, context.TeacherTraining)
        {
            Size = SizeForecast.Of(teacher.Graph),
        };
        var recipe = Finish(draft.With(teacher).WithModel(teacher.Stage), context);
        return BlackBoxes.In(teacher.Graph) is null
            ? recipe
            : recipe with
            {
                Prediction = recipe.Prediction.RemoveRange([Objective.Parameters.Key, Objective.Macs.Key]),
            };
    }

    /// <inheritdoc/>
    public PipelineKind Kind(Search.Studies.Study study, StageKey model) =>
        new KindReader(key => study.Stages.GetValueOrDefault(key)?.Stage, _techniques.Stages).Of(model);

    private static Recipe Finish(RecipeDraft draft, RecipeContext context)
    {
        var (model, size) = (draft.Model, draft.Size);
        if (model is null || size is null)
            throw new InvalidOperationException("The recipe's steps made no model.");
        var measurement = Measure.Plan(context.Basis, model.Key, context.FurtherMeasures);
        ImmutableArray<Stage> stages = [.. Needed(draft.Stages, model)];
        return new(
            [.. stages, measurement],
            model.Key,
            measurement.Key,
            Measure.Plan(context.Basis, model.Key, context.AnswerMeasures, onTest: true),
            RecipeText.Of(stages, model, context),
            size.ByObjective()
        )
        {
            Rungs = draft.Rungs,
        };
    }

    // A step may replace what an earlier one planned; what leads nowhere is not part of the recipe.
    private static IEnumerable<Stage> Needed(ImmutableArray<Stage> stages, Stage model)
    {
        var needed = new HashSet<StageKey> { model.Key };
        foreach (var stage in stages.Reverse().Where(s => needed.Contains(s.Key)))
            needed.UnionWith(stage.Inputs.Select(i => i.Stage));
        return stages.Where(s => needed.Contains(s.Key));
    }

    private Study Of(StudySpec spec) => _studies.GetValue(spec, Begin);

    private Study Begin(StudySpec spec)
    {
        var context = new RecipeContext(_techniques, spec, _settings.Complete(spec.Settings));
        var choices = _steps.Select(s => s.Parameter(context)).ToArray();
        if (choices.FirstOrDefault(c => c.Options.IsEmpty) is { } empty)
            throw new UserErrorException(
                $"nothing is left to choose for '{empty.Name}': no option fits data of the shape {Shape(spec)}."
            );
        if (spec.Data is not null)
            CheckTeacher(context);
        var whole = new Space(choices);
        return new(context, whole.Narrowed(spec.Restrictions), whole);
    }

    private static void CheckTeacher(RecipeContext context)
    {
        try
        {
            _ = context.Teacher;
        }
        catch (GraphException refusal)
        {
            throw new UserErrorException(
                $"'teacher.family' is '{context.Settings.Text("teacher.family")}': {refusal.Message}"
            );
        }
    }

    private static string Shape(StudySpec spec) =>
        new Shape(spec.Data?.Shape ?? ImmutableArray<int>.Empty).ToString();

    // What is worked out once per study; the whole space is the one before the study's restrictions.
    private sealed record Study(RecipeContext Context, Space Space, Space Whole);
}
