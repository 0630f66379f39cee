using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>The student learns with peers, each from the labels and from what the others answer; no teacher is needed.</summary>
/// <remarks>
/// Zhang et al. (2018), arXiv:1706.00384. A peer is the student's like, the student's family at twice the width, or the
/// study's teacher's architecture, untrained. Training costs as much as that of all peers.
/// </remarks>
public sealed class FromPeers : IWayOfTeaching, IDescribed<IWayOfTeaching>
{
    private const string Peers = "peers";
    private const string Partner = "partner";
    private const string Order = "order";
    private const string Same = "same";
    private const string Wider = "wider";
    private const string Teacher = "teacher";

    /// <inheritdoc/>
    public static Technique<IWayOfTeaching> Technique { get; } =
        new(
            "mutual",
            "arXiv:1706.00384",
            "Deep mutual learning of 2 to 4 peers; the student is the first.",
            [],
            _ => new FromPeers()
        )
        {
            Answers = AnswerKind.Probabilities,
        };

    /// <inheritdoc/>
    public ImmutableArray<Parameter> Parameters(RecipeContext context) =>
        [
            new Parameter.Integer(Peers, 2, 4),
            context.HasTeacherOfFamily
                ? new Parameter.Choice(Partner, Same, Wider, Teacher)
                : new Parameter.Choice(Partner, Same, Wider),
            new Parameter.Choice(Order, "together", "turns"),
        ];

    /// <inheritdoc/>
    public RecipeDraft Teach(
        RecipeDraft draft,
        ModelChoice student,
        Configuration choices,
        RecipeContext context
    )
    {
        var peer = choices.Text(Partner) switch
        {
            Wider => Widened(student),
            Teacher => context.Teacher.Model,
            _ => null,
        };
        if (peer is not null)
            context.Build(peer);
        var (peers, order) = (choices.Integer(Peers), choices.Text(Order));
        return draft.WithModel(Mutual.Plan(context.Basis, student, draft.Training, peers, order, peer));
    }

    private static ModelChoice Widened(ModelChoice student) =>
        student.Scaled(2)
        ?? throw new GraphException($"The family '{student.Family}' has no width, so no peer is wider.");
}
