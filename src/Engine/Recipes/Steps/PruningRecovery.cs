using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>
/// What follows when channels were removed: nothing, fine-tuning on labels, fine-tuning by the teacher, or training from
/// scratch.
/// </summary>
/// <param name="chosen">What was chosen for channels, with "fine-tune" and what stands below it.</param>
internal sealed class PruningRecovery(Configuration chosen)
{
    /// <summary>The name of the choice.</summary>
    public const string Name = "fine-tune";
    private const string Off = "none";
    private const string Plain = "plain";
    private const string Distilled = "distilled";
    private const string Scratch = "scratch";
    private const string StepsName = "steps";
    private const string Budget = "budget";
    private const string Computation = "computation";
    private const string Epochs = "epochs";
    private const string FineTunings = "fine-tunings";
    private const int MostSteps = 5;

    private readonly string _way = chosen.Text(Name);

    /// <summary>The choice.</summary>
    public static Parameter.Choice Parameter { get; } =
        new(
            Name,
            [
                new Option(Off),
                new Option(Plain, new Parameter.Integer(StepsName, 1, MostSteps)),
                new Option(Distilled, new Parameter.Integer(StepsName, 1, MostSteps)),
                new Option(
                    Scratch,
                    new Parameter.Choice(Budget, Epochs, Computation),
                    new Parameter.Integer(FineTunings, 0, MostSteps)
                ),
            ]
        );

    /// <summary>Whether the weights are given up.</summary>
    public bool IsFromScratch => _way == Scratch;

    /// <summary>In how many steps channels are removed, with a recovery after each.</summary>
    public int Steps => chosen.Integer($"{Name}.{_way}.{StepsName}", 1);

    /// <summary>A draft whose model recovers from one step.</summary>
    /// <param name="draft">Its model was just pruned.</param>
    /// <param name="isNormalised">Whether it has statistics of batch normalisation, which are taken anew where nothing is trained.</param>
    /// <param name="context">The study.</param>
    public RecipeDraft After(RecipeDraft draft, bool isNormalised, RecipeContext context)
    {
        var pruned = draft.Model!.Key;
        switch (_way)
        {
            case Plain:
                return draft.WithModel(Train.Plan(context.Basis, pruned, context.FineTuning));
            case Distilled:
                (draft, var input) = draft.From(context.Teacher, draft.Lesson, context.FineTuning, context);
                return draft.WithModel(
                    Distil.Plan(context.Basis, pruned, context.FineTuning, draft.Lesson, input)
                );
            default:
                return isNormalised ? draft.WithModel(Recalibrate.Plan(context.Basis, pruned)) : draft;
        }
    }

    /// <summary>How a shape is trained from scratch.</summary>
    /// <param name="shape">The stage that made the shape.</param>
    /// <param name="whole">The stage that made the network before pruning.</param>
    /// <param name="context">The study.</param>
    public FromScratch Anew(StageKey shape, StageKey whole, RecipeContext context) =>
        new(
            shape,
            whole,
            chosen.Integer($"{Name}.{Scratch}.{FineTunings}") * context.FineTuning.Epochs,
            chosen.Text($"{Name}.{Scratch}.{Budget}") == Computation
        );

    /// <summary>The same without a teacher, if there is one here.</summary>
    /// <param name="path">Where the choice stands in a whole configuration.</param>
    public IEnumerable<Simplification> WithoutTeacher(string path) =>
        _way == Distilled ? [new(Simplification.NoTeacher, c => PlainlyTuned(c, path))] : [];

    /// <summary>The shape from scratch, for as many epochs and for as much computation, if the weights are kept here.</summary>
    /// <param name="path">Where the choice stands in a whole configuration.</param>
    public IEnumerable<Simplification> WithNewWeights(string path) =>
        IsFromScratch
            ? []
            :
            [
                new(Simplification.ScratchEpochs, c => Scratched(c, path, Epochs)),
                new(Simplification.ScratchComputation, c => Scratched(c, path, Computation)),
            ];

    private static Configuration PlainlyTuned(Configuration choices, string path) =>
        choices
            .With(path, Value.Of(Plain))
            .With($"{path}.{Plain}.{StepsName}", choices[$"{path}.{Distilled}.{StepsName}"]);

    private static Configuration Scratched(Configuration choices, string path, string budget)
    {
        var way = choices.Text(path);
        var tunings = way is Plain or Distilled ? choices.Integer($"{path}.{way}.{StepsName}") : 0;
        return choices
            .With(path, Value.Of(Scratch))
            .With($"{path}.{Scratch}.{Budget}", Value.Of(budget))
            .With($"{path}.{Scratch}.{FineTunings}", Value.Of(tunings));
    }
}
