using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tickets;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>One round of the lottery: removes weights of a trained network and rewinds the others.</summary>
/// <remarks>
/// Inputs: "trained", where a training ended, and "origin", where it began, which may be an earlier ticket: what that lacks stays gone.
/// If the origin is a training that is to go on and the weights are rewound, the ticket goes on from there, too: with
/// the state of that training, as far as it belongs to weights that stay, and what stands beside the student.
/// Parameters: <see cref="TicketParameters"/>.
/// </remarks>
public sealed class Ticket : IStageOperation, IDescribed<IStageOperation>
{
    private const string Trained = "trained";
    private const string Origin = "origin";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "ticket",
            "arXiv:1803.03635",
            "Removes weights of a trained network and rewinds the others.",
            [],
            _ => new Ticket()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "lottery ticket";

    /// <inheritdoc/>
    public bool IsRewind => true;

    /// <summary>Plans one round.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="trained">The stage that trained the network.</param>
    /// <param name="origin">The stage that made what it was trained from.</param>
    /// <param name="parameters">Which weights go.</param>
    public static Stage Plan(StageBasis basis, StageKey trained, StageKey origin, TicketParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return basis.Make<Ticket>(
            parameters.Write(),
            new StageInput(Trained, trained),
            new StageInput(Origin, origin)
        );
    }

    /// <inheritdoc/>
    public StageKey? Continues(Stage stage) => stage.Find(Trained);

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var origin = words.Input(Origin);
        while (origin?.Is<Ticket>() == true)
            origin = words.Input(origin, Origin);
        var begin =
            origin is { } o
            && o.Parameters.Has("to")
            && o.Parameters.Real("to") < o.Parameters.Real("training.epochs")
                ? $" to epoch {o.Parameters["to"].Number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}"
                : "";
        return $"ticket of {words.SayPercent("rate")} by {words.SayTechnique("rule")}, {words.Say("scope")}, "
            + $"{words.SayTechnique("action")}{begin}";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Trained, Origin);
        var parameters = context.Parameters;
        var rule = parameters.Create(context.Techniques.MaskRules, "rule");
        var action = parameters.Create(context.Techniques.RewindActions, "action");
        var missing = parameters.Has("missing")
            ? parameters.Create(context.Techniques.MissingActions, "missing")
            : new Tickets.Missing.Zero();
        var rates = TicketParameters.ReadRates(parameters);
        parameters.Done();

        var trained = context.ReadModel(Trained);
        var (origin, state) = ModelFile.ReadAny(context.Input(Origin));
        origin = context.Fitting(origin, Origin);
        if (!trained.Graph.Equals(Scaffold.Strip(origin.Graph)))
            throw parameters.Refuse("its trained network and its origin have different graphs");
        var gradients = rule.NeedsGradients
            ? WeightGradients.Of(origin, context.Data["train"], context.Loss, context.Stage.Seed)
            : null;
        context.Advance(0.5, "removing weights");
        var ticket = new TicketMaker(rule, action, missing, rates).Make(
            origin,
            trained,
            context.Stage.Seed,
            gradients
        );
        if (state is not null && action.IsReturn)
            ModelFile.WriteTraining(context.Work.OutputFile, ticket, Held(ticket, state));
        else
            ModelFile.Write(context.Work.OutputFile, ticket);
        return OperationOutput.Nothing;
    }

    // What the optimizer remembers of weights that stand still would move them.
    private static TrainingState Held(Model ticket, TrainingState state)
    {
        var still = FlatBuffer.Flags(
            ticket.Graph,
            name => ticket.Masks.GetValueOrDefault(name)?.ToMissing(),
            name => ticket.Held.GetValueOrDefault(name)?.ToFlags()
        );
        return state with
        {
            Buffers = state.Buffers.ToImmutableSortedDictionary(
                b => b.Key,
                b =>
                    (ReadOnlyMemory<float>)
                        b.Value.ToArray().Select((v, i) => i < still.Length && still[i] ? 0 : v).ToArray(),
                StringComparer.Ordinal
            ),
        };
    }
}

/// <summary>The parameters of one round of the lottery.</summary>
/// <param name="Rule">Which weights stay.</param>
/// <param name="Rates">How many go, of each layer or of all together.</param>
/// <param name="Action">With which values the weights that stay begin.</param>
/// <param name="Missing">What becomes of the others; null for zero.</param>
public sealed record TicketParameters(
    TechniqueChoice Rule,
    TicketRates Rates,
    TechniqueChoice Action,
    TechniqueChoice? Missing
)
{
    private const string Layer = "layer";
    private const string Global = "global";

    /// <summary>As a stage has them: "rule", "rate", "output-rate", "scope", "action", "missing".</summary>
    public Configuration Write()
    {
        var written = Rule.Write("rule")
            .With(Action.Write("action"))
            .With("rate", Value.Of(Rates.Hidden))
            .With("output-rate", Value.Of(Rates.Output))
            .With("scope", Value.Of(Rates.IsGlobal ? Global : Layer));
        return Missing is { } missing ? written.With(missing.Write("missing")) : written;
    }

    internal static TicketRates ReadRates(StageParameters parameters) =>
        new(
            parameters.Real("rate", 0, 1),
            parameters.Real("output-rate", 0, 1),
            parameters.OneOf("scope", Layer, Global) == Global
        );
}
