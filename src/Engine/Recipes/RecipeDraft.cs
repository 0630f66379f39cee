using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>A recipe in the making; each step adds to it.</summary>
/// <param name="Lesson">By what anything in this recipe learns from a teacher, unless a step says otherwise.</param>
/// <param name="Training">How the student is trained before anything is done to it; steps may add to it while they prepare.</param>
public sealed record RecipeDraft(Lesson Lesson, TrainingOptions Training)
{
    private Stage? _uncut;

    /// <summary>The stages so far, each after its inputs and none twice.</summary>
    public ImmutableArray<Stage> Stages { get; private init; } = [];

    /// <summary>Where the student's architecture before any pruning comes from; null until it is chosen.</summary>
    public NetworkSource? Student { get; init; }

    /// <summary>The member of a family that the student is; null where it is the network that the study was given.</summary>
    public ModelChoice? Member => (Student as NetworkSource.Member)?.Choice;

    /// <summary>The stage whose artifact is the model as it stands; null before the student is trained.</summary>
    public Stage? Model { get; private init; }

    /// <summary>What made the model as it stands, as one stage even where it is done in parts.</summary>
    public Stage? Making => _uncut ?? Model;

    /// <summary>What is known of the size of the model as it stands; null until the student is chosen.</summary>
    public SizeForecast? Size { get; init; }

    /// <summary>Where the model can be measured before its training is complete, in order.</summary>
    public ImmutableArray<Rung> Rungs { get; init; } = [];

    /// <summary>The graph of the student before any pruning.</summary>
    /// <exception cref="InvalidOperationException">No step chose a student.</exception>
    public ModelGraph StudentGraph =>
        Size?.Graph ?? throw new InvalidOperationException("No step before this one chose a student.");

    /// <summary>The stage that makes the student before it is trained: new weights in its shape.</summary>
    public Stage Untrained(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Member is { } member
            ? Initialise.Plan(context.Basis, member)
            : Initialise.Plan(context.Basis, context.Teacher.Stage.Key);
    }

    /// <summary>The same draft with a stage that others need.</summary>
    public RecipeDraft With(Stage stage) =>
        Stages.Contains(stage) ? this : this with { Stages = Stages.Add(stage) };

    /// <summary>The same draft with the stages of a teacher.</summary>
    public RecipeDraft With(Teacher teacher)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        return teacher.Stages.Aggregate(this, (draft, stage) => draft.With(stage));
    }

    /// <summary>The same draft with a stage whose artifact is the model from now on.</summary>
    public RecipeDraft WithModel(Stage stage) => With(stage) with { Model = stage, _uncut = null };

    /// <summary>The same draft whose model is trained in parts instead of at once.</summary>
    /// <param name="parts">In order; the last gives the model.</param>
    public RecipeDraft WithTrainingIn(ImmutableArray<Stage> parts) =>
        this with
        {
            Stages = Model is { } whole ? [.. Stages.Remove(whole), .. parts] : [.. Stages, .. parts],
            Model = parts[^1],
            _uncut = Model,
        };
}
