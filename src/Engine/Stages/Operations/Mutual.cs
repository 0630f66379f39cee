using System.Collections.Immutable;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a student and its peers, which learn from each other; the artifact is the student.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingParameters"/>, and: "peers", how many networks there
/// are, 2 to 4; "order", "together" for one update of all or "turns" for one after another on each batch; "peer.family"
/// and "peer.family.FAMILY.*", the architecture of all peers but the student, the student's if missing. Each peer
/// starts from values of its own.
/// </remarks>
public sealed class Mutual : ITrainingOperation, IDescribed<IStageOperation>
{
    private const string Together = "together";
    private const string Turns = "turns";
    private const string Partner = "peer.family";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "mutual",
            "arXiv:1706.00384",
            "Trains networks that learn from each other.",
            [],
            _ => new Mutual()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "mutual learning";

    /// <inheritdoc/>
    public bool HasRungs => true;

    /// <summary>Plans the training of a fresh network and its peers.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="model">The student's architecture.</param>
    /// <param name="options">How all of them train.</param>
    /// <param name="peers">How many networks there are.</param>
    /// <param name="order">"together" or "turns".</param>
    /// <param name="peer">The others' architecture; null if it is the student's.</param>
    public static Stage Plan(
        StageBasis basis,
        ModelChoice model,
        TrainingOptions options,
        int peers,
        string order,
        ModelChoice? peer
    )
    {
        var own = Configuration.Of(("peers", Value.Of(peers)), ("order", Value.Of(order)));
        if (peer is not null)
            own = own.With(peer.AsParameters(Partner));
        return basis.Train<Mutual>(new(options) { Model = model, Own = own });
    }

    /// <summary>Peers of the student's own architecture keep it.</summary>
    public Configuration ForOtherShape(Configuration own, ModelChoice student)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(student);
        return own.Has(Partner) ? own : own.With(student.AsParameters(Partner));
    }

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var peers = words.Stage.Parameters.Integer("peers") - 1;
        words.Leave("peers");
        var who = words.Has(Partner) ? $" {words.SayModel(Partner)}" : "";
        return TrainingWords.Of(
            words,
            $"learnt with {peers} peer{(peers > 1 ? "s" : "")}{who}, {words.Say("order")}",
            "",
            ""
        );
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context);
        using var stage = TrainingStage.Prepare(context);
        var count = context.Parameters.Integer("peers", 2, 4);
        var order = context.Parameters.Text("order");
        if (order is not (Together or Turns))
            throw context.Parameters.Refuse($"'order' is '{order}'; it may be {Together} or {Turns}");
        var partner = PartnerOf(context, stage.Graph);
        context.Parameters.Done();
        var peers = Enumerable.Range(2, count - 1).Select(Prefix).ToImmutableArray();
        ImmutableArray<string> ends = [.. peers.Select(p => SideBySide.Logits(partner, p))];
        var joint = Scaffold.Extend(
            stage.Graph,
            peers.SelectMany(p => SideBySide.Prefixed(partner, p)),
            ends
        );
        return stage.Run(
            Loss(order, peers, [SideBySide.Logits(stage.Graph, ""), .. ends], stage.Labels),
            joint
        );
    }

    private static IBatchLoss Loss(
        string order,
        ImmutableArray<string> peers,
        ImmutableArray<string> logits,
        ITargetLoss labels
    )
    {
        if (order == Together)
            return new MutualLearning(logits, labels);
        Func<string, bool> student = t => !t.StartsWith(Scaffold.Prefix, StringComparison.Ordinal);
        return new MutualTurns(
            logits,
            [
                student,
                .. peers.Select(p => (Func<string, bool>)(t => t.StartsWith(p, StringComparison.Ordinal))),
            ],
            labels
        );
    }

    private static string Prefix(int number) => $"{Scaffold.Prefix}{number}-";

    private static ModelGraph PartnerOf(StageContext context, ModelGraph student)
    {
        if (!context.Parameters.Has(Partner))
            return student;
        var family = context.Parameters.Create(context.Techniques.Families, Partner);
        return family.Build(student.Input, student.Outputs);
    }
}
