using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning;

/// <summary>Judges how much each channel of a group matters.</summary>
/// <remarks>
/// It sees slices of tensors, never kinds of layers, so one criterion serves every operator. A criterion that wants the
/// network trained in a way of its own has a parameter "training" with options, and each option brings parameters of
/// training: recipes give them to the student's training and leave "training" out of the judging.
/// </remarks>
public interface IPruningCriterion
{
    /// <summary>What must be gathered before it can judge.</summary>
    CriterionNeeds Needs => CriterionNeeds.Weights;

    /// <summary>Checks that it can judge every group of a graph.</summary>
    /// <exception cref="GraphException">It cannot; the message says which and why.</exception>
    void Check(ChannelMap map) { }

    /// <summary>Scores the channels of a group; those with small scores are removed first.</summary>
    /// <param name="group">What is known of the group's channels.</param>
    /// <param name="random">A generator for this group alone.</param>
    /// <returns>Shape [channels], float64, finite and not negative.</returns>
    Tensor Score(GroupEvidence group, Random random);
}

/// <summary>What a criterion looks at.</summary>
[Flags]
public enum CriterionNeeds
{
    /// <summary>The network's tensors, which are always there.</summary>
    Weights = 0,

    /// <summary>The gradient of the loss for each tensor.</summary>
    Gradients = 1,

    /// <summary>What the channels answer to training batches, after the rectifiers they go through.</summary>
    Activations = 2,
}

/// <summary>What is known of the channels of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Members">The tensors that compute the channels, in the graph's order.</param>
public sealed record GroupEvidence(ChannelGroup Group, ImmutableArray<MemberEvidence> Members)
{
    /// <summary>
    /// What the channels answered, for each rectifier they go through: shape [channels, examples · positions], none
    /// unless the criterion needs them.
    /// </summary>
    public ImmutableArray<Tensor> Activations { get; init; } = [];

    /// <summary>The members with a role.</summary>
    public IEnumerable<MemberEvidence> Of(TensorRole role) => Members.Where(m => m.Role == role);
}

/// <summary>The part of one tensor that computes the channels of a group.</summary>
/// <param name="Role">What the tensor is.</param>
/// <param name="Values">Shape [channels, numbers per channel], float64.</param>
/// <param name="Gradients">Of the same shape; null unless the criterion needs them.</param>
public sealed record MemberEvidence(TensorRole Role, Tensor Values, Tensor? Gradients = null);
