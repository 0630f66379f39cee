using System.Globalization;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Passes on the last of several generations before quality on the validation split stopped improving.</summary>
/// <remarks>
/// No parameters; inputs "generation-1", "generation-2"… in order. The first is passed on unless the second is better,
/// and so on; what comes after the first that is no better is not looked at. The test split plays no part.
/// </remarks>
public sealed class Pick : ICombination, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "pick",
            "arXiv:1805.02641 §3",
            "Passes on the last generation before validation stopped improving.",
            [],
            _ => new Pick()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "refined labels";

    /// <inheritdoc/>
    public string Name => "a chain of refined labels";

    /// <summary>Plans it for networks that other stages made, in order.</summary>
    public static Stage Plan(StageBasis basis, IEnumerable<StageKey> generations) =>
        basis.Make<Pick>(
            Configuration.Empty,
            [.. generations.Select((k, i) => new StageInput(Role(i + 1), k))]
        );

    /// <summary>The role of a generation among the inputs.</summary>
    /// <param name="number">1 for the first.</param>
    private static string Role(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"generation-{number}");

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"best of a chain of {words.Stage.Inputs.Length}";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var roles = Enumerable.Range(1, Math.Max(1, context.Stage.Inputs.Length)).Select(Role).ToArray();
        context.CheckInputs(roles);
        context.Parameters.Done();
        var picked = Last(roles.Select(r => Quality(context, context.ReadModel(r))));
        ModelFile.Write(context.Work.OutputFile, context.ReadModel(roles[picked]));
        return OperationOutput.Nothing;
    }

    /// <summary>The place of the last value before they stop rising; later ones are not asked for.</summary>
    /// <param name="values">One or more; larger is better.</param>
    public static int Last(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (place, best) = (-1, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!(value > best))
                break;
            (place, best) = (place + 1, value);
        }
        return Math.Max(0, place);
    }

    private static double Quality(StageContext context, Model model)
    {
        using var network = new Network(model, context.Device);
        var measure = context.Measure(context.Data.Data.Task.UsualMeasures[0]);
        return -measure.Objective.Loss(
            Answers.Measure(
                network,
                context.Data["validation"],
                measure.Meter(context.Data.Data.Targets),
                done => context.Advance(done, "comparing generations")
            )[measure.Objective.Key]
        );
    }
}
