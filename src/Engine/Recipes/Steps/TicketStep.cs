using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tickets;
using Slimfront.Engine.Tickets.Actions;
using Slimfront.Engine.Tickets.Rules;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Whether single weights are removed over rounds, and the others trained again from their beginning.</summary>
/// <remarks>
/// Frankle and Carbin (2019), "The Lottery Ticket Hypothesis", arXiv:1803.03635; rewinding to an early moment: Frankle et al.
/// (2020), "Linear Mode Connectivity and the Lottery Ticket Hypothesis", arXiv:1912.05671. One round is one-shot pruning.
/// </remarks>
public sealed class TicketStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "tickets";
    private const string Off = "none";
    private const string Magnitude = "magnitude";
    private const string Rule = $"{Name}.{Magnitude}.rule";
    private const string To = "to";
    private const string Init = "init";
    private const string Early = "early";
    private const string Share = "tickets.early";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(
            Name,
            "arXiv:1803.03635",
            "Weights removed over rounds, the others rewound.",
            [],
            _ => new TicketStep()
        );

    /// <inheritdoc/>
    public int Position => 400;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(RecipeTechniques techniques)
    {
        ArgumentNullException.ThrowIfNull(techniques);
        return
        [
            new(
                Share,
                Value.Of(0.1),
                new Parameter.Real("early", 0.01, 0.9),
                "Share of training after which tickets that go back to an early moment begin."
            ),
            .. TechniqueSettings.Of(
                techniques.Stages.MissingActions,
                Settled.MissingWeights,
                "zero",
                "What becomes of the weights that a ticket removes."
            ),
            new(
                Settled.OutputShare,
                Value.Of(0.5),
                new Parameter.Real("output-share", 0, 1),
                "What the last layer loses, as a share of what the others lose."
            ),
        ];
    }

    /// <inheritdoc/>
    public Parameter.Choice Parameter(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(
            Name,
            [
                new Option(Off),
                new Option(
                    Magnitude,
                    context.Techniques.MaskRules.AsChoice("rule"),
                    new Parameter.Real("rate", 0.1, 0.5),
                    new Parameter.Integer("rounds", 1, 10, Logarithmic: true),
                    new Parameter.Choice("scope", "layer", "global"),
                    new Parameter.Choice("action", [.. context.Techniques.RewindActions.All.Select(AsOption)])
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
        if (choices.Text(Name) == Off)
            return draft;
        var chosen = choices.Slice($"{Name}.{Magnitude}");
        var training = Repetition.Of(draft, context);
        draft = training.Before.Aggregate(draft, (d, s) => d.With(s));
        if (!training.MadeTheModel)
            draft = draft.WithModel(training.Whole);

        var (origin, epoch) = (training.Origin, 0.0);
        if (chosen.Text($"action.{Rewind.Key}.{To}", Init) == Early)
        {
            epoch = EarlyEpoch(training.Epochs, context);
            var early = training.Until(epoch);
            (draft, origin) = (draft.With(early), early.Key);
        }
        return Rounds(draft, chosen, training, (origin, epoch), context);
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Text(Name) != Off && choices.Text(Rule) != RandomWeights.Technique.Key)
            yield return new(
                Simplification.RandomTicket,
                c => c.With(Rule, Value.Of(RandomWeights.Technique.Key))
            );
    }

    private static RecipeDraft Rounds(
        RecipeDraft draft,
        Configuration chosen,
        Repetition training,
        (StageKey Stage, double Epoch) origin,
        RecipeContext context
    )
    {
        var parameters = Parameters(chosen, context);
        var begin = draft.Size ?? throw new InvalidOperationException("No step chose a student.");
        var size = begin;
        var model = draft.Model!;
        for (var round = chosen.Integer("rounds"); round > 0; round--)
        {
            var ticket = Ticket.Plan(
                context.Basis,
                model.Key,
                origin.Stage,
                round == 1 ? parameters : Before(parameters)
            );
            model = origin.Epoch == 0 ? training.From(ticket.Key) : training.From(ticket.Key, origin.Epoch);
            draft = draft.With(ticket).WithModel(model);
            origin = origin with { Stage = ticket.Key };
            size = size.Changed(n => TicketSizes.After(n, parameters.Rates));
        }
        var missing = Settled.Missing(context);
        var action = context.Techniques.MissingActions[missing.Key].Create(missing.Parameters);
        return draft with
        {
            Size = action.Freezes switch
            {
                Frozen.None => size,
                Frozen.Some => size.UpTo(begin.Changed(TicketSizes.Whole)),
                _ => begin,
            },
        };
    }

    // Drawing anew is the control of a finished ticket: its mask was found by rewinding, and its weights are drawn once (Frankle and
    // Carbin, 2019, §2).
    private static TicketParameters Before(TicketParameters parameters) =>
        parameters.Action.Key == Reinitialise.Key ? parameters with { Action = new(Rewind.Key) } : parameters;

    // Going back to an early moment is a matter of which stages there are, not of the ticket.
    private static TicketParameters Parameters(Configuration chosen, RecipeContext context)
    {
        var (rate, action) = (chosen.Real("rate"), TechniqueChoice.At(chosen, "action"));
        return new(
            TechniqueChoice.At(chosen, "rule"),
            new(rate, Settled.OutputRate(rate, context), chosen.Text("scope") == "global"),
            action.Key == Rewind.Key ? action with { Parameters = action.Parameters.Without(To) } : action,
            Settled.Missing(context)
        );
    }

    private static Option AsOption(Technique<IRewindAction> action) =>
        action.Key == Rewind.Key
            ? new Option(action.Key, [.. action.Parameters, new Parameter.Choice(To, Init, Early)])
            : action.AsOption;

    // From one epoch on a whole number of them, which other recipes may share; before, a part of the first.
    private static double EarlyEpoch(int epochs, RecipeContext context)
    {
        var early = context.Settings.Real(Share) * epochs;
        return epochs > 1 && early >= 1 ? Math.Clamp((int)Math.Round(early), 1, epochs - 1) : early;
    }
}
