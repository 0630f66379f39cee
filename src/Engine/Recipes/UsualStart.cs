using System.Collections.Immutable;
using Slimfront.Engine.Recipes.Steps;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>What a study that lists nothing tries first: plain students of three sizes, and recipes that are known to be good.</summary>
/// <remarks>
/// A sampler that learns from results should not have to find out first that small networks can be trained on labels, or that a
/// teacher, fine-tuned pruning and few bits are worth trying. What a study's space does not have is left out. Of these, an eighth of the
/// study's trials are made at most. A network that the study was given is always tried first: few steps of its own make it smaller.
/// </remarks>
public static class UsualStart
{
    private const string Student = "student";
    private const int Share = 8;

    private const string Plain = "teaching=none pruning=none tickets=none quantization=none";

    private const string Distilled =
        "teaching=distil teaching.distil.loss=soft-target teaching.distil.loss.soft-target.temperature=4 "
        + "teaching.distil.loss.soft-target.alpha=0.9 teaching.distil.assistants=none teaching.distil.features=none tickets=none";

    // Of networks that answer quantities.
    private const string Followed =
        "teaching=distil teaching.distil.loss=answer-distance teaching.distil.loss.answer-distance.alpha=0.5 "
        + "teaching.distil.assistants=none teaching.distil.features=none tickets=none";

    private const string Pruned =
        "pruning=channels pruning.channels.criterion=l1 pruning.channels.scope=layer pruning.channels.ratio-of=channels "
        + "pruning.channels.ratio=0.4 pruning.channels.fine-tune=distilled pruning.channels.fine-tune.distilled.steps=1";

    private const string Rounded =
        "quantization.post.scheme=symmetric quantization.post.granularity=channel quantization.post.activations=none";

    private const string EightBits = $"quantization=post quantization.post.bits=8 {Rounded}";

    private const string FourBits =
        $"quantization=post quantization.post.bits=4 quantization.post.bits.4.ends=same {Rounded}";

    private const string AsItIs = "teaching=none tickets=none";

    // What is done with a network that the study was given.
    private static ImmutableArray<string> OwnRecipes { get; } =
    [
        $"{AsItIs} pruning=none {EightBits}",
        $"{AsItIs} {Pruned} quantization=none",
        $"{AsItIs} pruning=none {FourBits}",
        $"{AsItIs} {Pruned} {FourBits}",
    ];

    // How large the student is, 0 to 1 of what its space allows, and what is done with it.
    private static ImmutableArray<(double Size, string Recipe)> Recipes(string distilled) =>
        [
            (0.75, Plain),
            (0.5, Plain),
            (0.25, Plain),
            (0.5, $"{distilled} pruning=none quantization=none"),
            (0.5, $"{distilled} {Pruned} quantization=none"),
            (0.5, $"{distilled} pruning=none {FourBits}"),
        ];

    /// <summary>The configurations, in order; what they leave out is drawn.</summary>
    /// <param name="space">The study's space.</param>
    /// <param name="family">The family that students have, if the space offers it; else its first one.</param>
    /// <param name="trials">The study's trials.</param>
    /// <param name="isOfProbabilities">Whether what networks answer are probabilities.</param>
    public static ImmutableArray<Configuration> Of(
        Space space,
        string family,
        int trials,
        bool isOfProbabilities
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        var own = Value.Of(StudentStep.Own);
        var given = space.Find(Student)?.Parameter.Contains(own) == true ? OwnRecipes : [];
        return
        [
            .. given
                .Select(r => (Configuration.Of((Student, own)), r))
                .Take(trials)
                .Concat(
                    Recipes(isOfProbabilities ? Distilled : Followed)
                        .Select(r => (StudentOf(space, family, r.Size), r.Recipe))
                        .Take(trials / Share)
                )
                .Select(s => Within(space, s.Item1, s.Item2))
                .OfType<Configuration>()
                .Distinct(),
        ];
    }

    private static Configuration StudentOf(Space space, string family, double size)
    {
        var chosen = space.Complete(n =>
            n.Path == Student && n.Parameter.Contains(Value.Of(family))
                ? Value.Of(family)
                : n.Parameter.FromUnit(n.Path == Student ? 0 : size)
        );
        return Configuration.From(
            chosen.Where(p => p.Key == Student || p.Key.StartsWith($"{Student}.", StringComparison.Ordinal))
        );
    }

    // Null where the space has no such recipe.
    private static Configuration? Within(Space space, Configuration student, string recipe)
    {
        foreach (var pair in recipe.Split(' ').Select(p => p.Split('=')))
        {
            var value = Value.Parse(pair[1]);
            if (space.Find(pair[0])?.Parameter.Contains(value) != true)
                return null;
            student = student.With(pair[0], value);
        }
        return student;
    }
}
