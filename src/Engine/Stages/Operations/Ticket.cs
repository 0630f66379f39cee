using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tickets;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>One round of the lottery: removes weights of a trained network and rewinds the others.</summary>
/// <remarks>
/// Inputs: "trained", where a training ended, and "origin", where it began, which may be an earlier ticket: what that lacks stays gone.
/// If the origin is a training that is to go on and the weights are rewound, the ticket goes on from there, too: with
/// the state of that training, as far as it belongs to weights that stay, and what stands beside the student.
/// <list type="table">
/// <item><term>rule, rule.KEY.*</term><description>which weights stay</description></item>
/// <item><term>rate</term><description>share of the remaining weights of each layer that goes, 0 to 1</description></item>
/// <item><term>output-rate</term><description>the same for the last layer, which makes the logits</description></item>
/// <item><term>scope</term><description>"layer", or "global": all layers but the last are ranked together</description></item>
/// <item><term>action, action.KEY.*</term><description>with which values the weights that stay begin</description></item>
/// <item><term>missing</term><description>what becomes of the others; "zero" if missing</description></item>
/// </list>
/// </remarks>
public sealed class Ticket : IStageOperation, IDescribed<IStageOperation>
{
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
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var origin = words.Input("origin");
        while (origin is { Operation: var operation } && operation == Technique.Key)
            origin = words.Input(origin, "origin");
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
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("trained", "origin");
        var parameters = context.Parameters;
        var rule = parameters.Create(context.Techniques.MaskRules, "rule");
        var action = parameters.Create(context.Techniques.RewindActions, "action");
        var missing = parameters.Has("missing")
            ? parameters.Create(context.Techniques.MissingActions, "missing")
            : new Tickets.Missing.Zero();
        var rates = Rates(parameters);
        parameters.Done();

        var trained = context.ReadModel("trained");
        var (origin, state) = ModelFile.ReadAny(context.Input("origin"));
        origin = context.Fitting(origin, "origin");
        if (!trained.Graph.Equals(Scaffold.Strip(origin.Graph)))
            throw parameters.Refuse("its trained network and its origin have different graphs");
        var gradients = rule.NeedsGradients
            ? WeightGradients.Of(origin, context.Data["train"], context.Stage.Seed)
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
        return StageResult.Nothing;
    }

    private static TicketRates Rates(StageParameters parameters)
    {
        var scope = parameters.Text("scope");
        return scope is "layer" or "global"
            ? new(parameters.Real("rate", 0, 1), parameters.Real("output-rate", 0, 1), scope == "global")
            : throw parameters.Refuse($"'scope' is '{scope}'; it may be layer or global");
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
