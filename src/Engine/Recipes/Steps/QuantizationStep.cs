using Slimfront.Engine.Quantization;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Whether the network is put on grids of few values: afterwards, or while it learns to live with them.</summary>
/// <remarks>
/// The last step: what is quantized is not trained or cut any more. While it learns with rounding a network has no normalisation
/// that would catch a large step, so it has a learning rate of its own, smaller than that of fine-tuning.
/// </remarks>
public sealed class QuantizationStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "quantization";
    private const string Off = "none";
    private const string Post = "post";
    private const string Aware = "aware";
    private const string Bits = "bits";
    private const string Scheme = "scheme";
    private const string Granularity = "granularity";
    private const string Activations = "activations";
    private const string Calibrator = "calibrator";
    private const string Ends = "ends";
    private const string Same = "same";
    private const string Points = "points";
    private const string Layers = "layers";
    private const string Learning = "learning";
    private const string Plain = "plain";
    private const string Distilled = "distilled";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(
            Name,
            "arXiv:1712.05877",
            "Weights of 8, 7, 4, 3 or 2 bits or of three values, activations of 8 bits.",
            [],
            _ => new QuantizationStep()
        );

    /// <inheritdoc/>
    public int Position => 500;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(RecipeTechniques techniques) =>
        [
            new(
                Settled.RoundingEpochs,
                Value.Of(8),
                new Parameter.Integer("epochs", 1, 100_000, Logarithmic: true),
                "Epochs a network learns with the rounding that awaits it."
            ),
            new(
                Settled.RoundingRate,
                Value.Of(0.005),
                new Parameter.Real("learning-rate", 1e-6, 10, Logarithmic: true),
                "Highest learning rate meanwhile."
            ),
        ];

    /// <inheritdoc/>
    public Parameter.Choice Parameter(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Parameter[] weights =
        [
            new Parameter.Choice(Bits, [.. QuantizationScheme.Bits.Select(BitsOption)]),
            new Parameter.Choice(Scheme, "symmetric", "affine"),
            new Parameter.Choice(Granularity, "tensor", "channel"),
        ];
        var points = new Parameter.Choice(Points, Layers, "all");
        var calibrators = context.Techniques.Calibrators.AsChoice(Calibrator);
        return new(
            Name,
            [
                new Option(Off),
                new Option(
                    Post,
                    [
                        .. weights,
                        new Parameter.Choice(
                            Activations,
                            [new Option(Off), new Option("8", points, calibrators)]
                        ),
                    ]
                ),
                new Option(
                    Aware,
                    [
                        .. weights,
                        new Parameter.Choice(Activations, [new Option(Off), new Option("8", points)]),
                        new Parameter.Choice(Learning, Plain, Distilled),
                    ]
                ),
            ]
        );
    }

    /// <inheritdoc/>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(context);
        var way = choices.Text(Name);
        if (way == Off)
            return draft;
        var chosen = choices.Slice($"{Name}.{way}");
        var rounding = Parameters(chosen);
        var scheme = rounding.AsScheme;
        var size = draft.Size ?? throw new InvalidOperationException("No step chose a student.");
        var model = draft.Model ?? throw new InvalidOperationException("No step trained the student.");
        draft = draft with { Size = size.Changed(scheme.Of) };
        return way == Post
            ? draft.WithModel(Quantize.Plan(context.Basis, model.Key, rounding))
            : Learn(draft, model.Key, rounding, chosen.Text(Learning) == Distilled, context);
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Text($"{Name}.{Aware}.{Learning}", Plain) == Distilled)
            yield return new(
                Simplification.NoTeacher,
                c => c.With($"{Name}.{Aware}.{Learning}", Value.Of(Plain))
            );
    }

    private static RecipeDraft Learn(
        RecipeDraft draft,
        StageKey start,
        QuantizationParameters rounding,
        bool isDistilled,
        RecipeContext context
    )
    {
        var training = Settled.Rounding(context);
        if (!isDistilled)
            return draft.WithModel(Train.Plan(context.Basis, start, training, rounding));
        (draft, var input) = draft.From(context.Teacher, draft.Lesson, training, context);
        return draft.WithModel(Distil.Plan(context.Basis, start, training, draft.Lesson, input, rounding));
    }

    // Bits that the first and the last layer may do without have a choice for them.
    private static Option BitsOption(string bits) =>
        bits is "8" or "7" ? new(bits) : new(bits, new Parameter.Choice(Ends, Same, "8", "7"));

    private static QuantizationParameters Parameters(Configuration chosen)
    {
        var (bits, activations) = (chosen.Text(Bits), chosen.Slice($"{Activations}.8"));
        var ends = chosen.Text($"{Bits}.{bits}.{Ends}", Same);
        return new(bits, chosen.Text(Scheme) == "symmetric", chosen.Text(Granularity) == "channel")
        {
            Ends = ends == Same ? null : ends,
            HasActivations = chosen.Text(Activations) != Off,
            Points = activations.Find(Points)?.Text,
            Calibrator = TechniqueChoice.Find(activations, Calibrator),
        };
    }
}
